"""The same person twice in the register: found while typing, after an import and every night; decided by officers.

The rules are in members.matching_rules and members.name_rules; here is what they are asked about.
"""
