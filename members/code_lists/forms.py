"""Numbers of the family-data forms: PK15 and PK21. Each list is in the order of its form: code 1, 2, 3 …

Source of PK15: form F/I/PK/15; of PK21: form F/I/PK/21, except the order of KB methods, which no source confirms.
"""

UNCONFIRMED = "Urutan belum dikonfirmasi pada formulir"

#: (field, form) → keys by code, from 1 upwards.
ORDER = {
    ("sex", "pk21"): ["L", "P"],
    ("marriage", "pk21"): ["single", "married", "divorced", "widowed"],
    ("relation", "pk15"): ["head", "wife", "child", "other"],
    ("relation", "pk21"): ["head", "wife", "child", "other"],
    ("religion", "pk21"): ["islam", "kristen", "katolik", "hindu", "buddha", "khonghucu", "penghayat"],
    ("job", "pk21"): [
        "none",
        "farmer",
        "fisher",
        "trader",
        "state_official",
        "civil_servant",
        "employee",
        "self_employed",
        "retired",
        "casual",
    ],
    ("education", "pk21"): [
        "none",
        "sd_unfinished",
        "sd_now",
        "sd",
        "sltp_now",
        "sltp",
        "slta_now",
        "slta",
        "pt_now",
        "pt",
    ],
    ("jkn", "pk21"): ["pbi", "non_pbi", "private", "none"],
    ("presence", "pk21"): ["home", "away", "abroad"],
    ("kb_status", "pk15"): ["now", "before", "never"],
    ("kb_method", "pk15"): ["iud", "mow", "mop", "implan", "suntik", "pil", "kondom", "tradisional"],
    ("kb_method", "pk21"): ["mow", "mop", "iud", "implan", "suntik", "pil", "kondom", "mal", "tradisional"],
    ("wish", "pk15"): ["soon", "later", "no_more"],
    ("reason", "pk15"): [
        "pregnant",
        "fertility",
        "disagrees",
        "unaware",
        "side_effects",
        "far",
        "cost",
        "other",
    ],
}

SOURCE = {"pk15": "F/I/PK/15", "pk21": "F/I/PK/21"}

#: key → label, modern, long-acting, sex of the user, to be confirmed each year, source of a doubtful entry.
METHODS = {
    "mow": ("MOW/tubektomi", True, True, "P", False, ""),
    "mop": ("MOP/vasektomi", True, True, "L", False, ""),
    "iud": ("IUD/AKDR", True, True, "P", False, ""),
    "implan": ("Implan", True, True, "P", False, ""),
    "suntik": ("Suntik", True, False, "P", True, ""),
    "pil": ("Pil", True, False, "P", True, ""),
    "kondom": ("Kondom", True, False, "L", True, ""),
    "mal": ("MAL", True, False, "P", False, "Dihitung modern pada data 2021; sumber lain tidak: dapat diubah di sini"),
    "tradisional": ("Tradisional", False, False, "", False, ""),
}
