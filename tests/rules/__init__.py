"""Every rule held against its examples."""
