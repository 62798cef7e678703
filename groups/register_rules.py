"""Rules about meetings and the register: pure functions on plain values."""
