"""Invented names, put together from what one hears in Kupang: Timor, Rote, Sabu, Flores, Alor. No real person."""

# ruff: noqa: SIM905  a list of words reads best as words

WOMEN = """
Maria Maria Maria Maria Maria Yuliana Yuliana Martha Adriana Ester Yohana Marselina Agustina Dorkas Welmince Norlina
Ferderika Rosalina Magdalena Elisabeth Theresia Katarina Naomi Rut Debora Paulina Antoneta Emiliana Bernadeta Yosefina
Anastasia Regina Kristina Sarlota Orpa Damaris Yublina Yakoba Selfina Novita Sintia Melani Juliana Fransiska Veronika
Wilhelmina Ance Mince Meriana Oktaviana Susana Priska Klara Lusia Monika Salomi Yunita Marlin Herlina Ermelinda
""".split()

MEN = """
Yohanis Petrus Marthen Yakobus Simon Daud Melkianus Thobias Semuel Dominggus Nikodemus Gerson Oktovianus Absalom
Yusuf Paulus Markus Lukas Matheos Stefanus Filipus Andreas Bernadus Fransiskus Antonius Benediktus Gaspar Hendrik
Jefri Yeremia Yunus Zakarias Ayub Efraim Elias Imanuel Isak Kornelis Lorens Maksi Nahor Obed Rafael Robinson Soleman
Timotius Urias Viktor Wempi Yermias Zet Aloysius Blasius Damianus Ferdinandus
""".split()

SECOND = """
Goreti Sofia Elfina Diana Ina Lidia Rosa Ivoni Kartini Asnat Yane Ita Dewi Lodia Natalia
""".split()

SECOND_MEN = """
Yoel Niko Rinto Deni Ardi Ferdi Marsel Kristian Adi Eka Roni Frans Soni Yan Karel
""".split()

FAMILY_NAMES = """
Taneo Tnunay Selan Liunokas Nubatonis Benu Sabat Tefa Boimau Kase Fallo Nabuasa Lakapu Neno Banunaek Kolo Naibaho
Ndun Manafe Ndolu Pandie Messakh Mooy Foeh Lenggu Nalle Henuk Bessie Adu Tasik Feoh Lusi Nunuhitu Sanda Suek
Radja Lado Riwu Kale Haba Djami Bire Dida Ludji Huky Lobo Hawu Tadu Mone Nguru Wila
Wangge Bata Keraf Kleden Witin Hurint Geba Djawa Rebo Seda Lewo Tukan Ola Boli Nggala Woda Lengu
Maukay Lakamai Atamau Malaikosa Djahamou Karbeka Padamai
""".split()

STREETS = """
Nangka Cendana Kelor Lontar Gewang Asam Kesambi Flamboyan Sasando Anggur Kenari Bougenvil Kemiri Beringin Kamboja
""".split()

GROUP_WORDS = """
Melati Anggrek Flamboyan Mawar Kenanga Cempaka Sakura Teratai Dahlia Bougenvil Cendana Lontar Sasando Fajar Harapan
Kasih Sejahtera Mandiri Bersatu Ceria Makmur Bangkit Lestari Sehati Tekun Mekar Terang Damai Setia Maju
""".split()

#: What a group makes or sells, with the key of its kind of business.
BUSINESSES = [
    ("Kue dan roti", "olahan"),
    ("Tenun ikat", "tenun"),
    ("Ikan asap, sambal", "olahan"),
    ("Anyaman lontar", "kerajinan"),
    ("Warung, simpan pinjam", "perdagangan"),
    ("Keripik ubi", "olahan"),
    ("Se'i ikan", "olahan"),
    ("Jagung bose kemasan", "olahan"),
    ("Sayur dan bibit", "pertanian"),
    ("Ternak ayam kampung", "peternakan"),
    ("Jahit pakaian", "tenun"),
    ("Kopi bubuk", "olahan"),
    ("Gula lempeng lontar", "olahan"),
    ("Kios sembako", "perdagangan"),
]


def woman(rng, family_name):
    return _full(rng, WOMEN, SECOND, family_name)


def man(rng, family_name):
    return _full(rng, MEN, SECOND_MEN, family_name)


def _full(rng, first, second, family_name):
    if rng.random() < 0.45:
        return f"{rng.choice(first)} {family_name}"
    return f"{rng.choice(first)} {rng.choice(second)} {family_name}"
