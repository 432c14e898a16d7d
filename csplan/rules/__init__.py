"""Each calculation once: a Python function and an Excel formula side by side."""
