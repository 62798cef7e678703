"""Forms of groups, one module for each noun. Import the module, not from here."""
