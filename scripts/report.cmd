@echo off
rem Drag a workbook onto this file: its scorecards are made in a folder beside it.
chcp 65001 >nul
set "PYTHON=%~dp0..\.venv\Scripts\python.exe"
if exist "%PYTHON%" (
  "%PYTHON%" "%~dp0report.py" %*
  exit /b
)
where py >nul 2>nul
if not errorlevel 1 (
  py -3 "%~dp0report.py" %*
  exit /b
)
where python >nul 2>nul
if not errorlevel 1 (
  python "%~dp0report.py" %*
  exit /b
)
echo Python is not installed.  Install it from https://www.python.org/downloads/ and try again.
pause
exit /b 2
