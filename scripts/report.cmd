@echo off
rem Drag a workbook onto this file: its scorecards are made in a folder beside it.
rem Explorer hands on R&D.xlsx without quotation marks, and cmd takes what follows the & for a command.
rem So report.py reads the whole line instead, and this window ends before cmd comes to that command.
chcp 65001 >nul
set PYTHON=
if exist "%~dp0..\.venv\Scripts\python.exe" set PYTHON="%~dp0..\.venv\Scripts\python.exe"
if not defined PYTHON where py >nul 2>nul && set PYTHON=py -3
if not defined PYTHON where python >nul 2>nul && set PYTHON=python
if not defined PYTHON (
  echo Python is not installed.  Install it from https://www.python.org/downloads/ and try again.
  pause
  exit /b 2
)
set CSPLAN_LINE=
setlocal EnableDelayedExpansion
if /i not "!CMDCMDLINE:%~nx0=!"=="!CMDCMDLINE!" (
  set "CSPLAN_LINE=!CMDCMDLINE!"
  !PYTHON! "%~dp0report.py"
  exit
)
endlocal
%PYTHON% "%~dp0report.py" %*
exit /b
