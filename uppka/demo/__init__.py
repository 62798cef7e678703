"""Demo and benchmark data: invented people and groups, consistent in every figure."""
