"""Writes about the card K/0/UPPKA: registration, its way to approval, the routine, the copy into SIGA."""
