"""What must still be copied into SIGA."""
