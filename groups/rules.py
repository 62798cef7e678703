"""Rules about groups, committee and members: pure functions on plain values."""
