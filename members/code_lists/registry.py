"""Numbers of the civil registry, as village sheets carry them. Each list is in the registry's order: 1, 2, 3 …

An entry is "label = our key". Occupations fold into the ten groups of the family-data form; the sheet's own word is
kept beside. KB methods are those of the village information systems, which have a list of their own.
"""

SEX = "Laki-laki = L; Perempuan = P"

MARRIAGE = "Belum kawin = single; Kawin = married; Cerai hidup = divorced; Cerai mati = widowed"

RELATION = """
Kepala keluarga = head; Suami = husband; Istri = wife; Anak = child; Menantu = child_in_law; Cucu = grandchild;
Orang tua = parent; Mertua = parent_in_law; Famili lain = relative; Pembantu = helper; Lainnya = other
"""

RELIGION = """
Islam = islam; Kristen = kristen; Katholik = katolik; Hindu = hindu; Budha = buddha; Khonghucu = khonghucu;
Kepercayaan terhadap Tuhan YME = penghayat
"""

EDUCATION = """
Tidak/belum sekolah = none; Belum tamat SD/sederajat = sd_unfinished; Tamat SD/sederajat = sd;
SLTP/sederajat = sltp; SLTA/sederajat = slta; Diploma I/II = pt; Akademi/Diploma III/S. Muda = pt;
Diploma IV/Strata I = pt; Strata II = pt; Strata III = pt
"""

BLOOD = "A = A; B = B; AB = AB; O = O; A+ = A+; A- = A-; B+ = B+; B- = B-; AB+ = AB+; AB- = AB-; O+ = O+; O- = O-"

PREGNANT = "Hamil = yes; Tidak hamil = no"

KB_METHOD = """
Pil = pil; IUD = iud; Suntik = suntik; Kondom = kondom; Susuk KB = implan; Sterilisasi wanita = mow;
Sterilisasi pria = mop
"""

JOB = """
Belum/tidak bekerja = none; Mengurus rumah tangga = none; Pelajar/mahasiswa = none; Pensiunan = retired;
Pegawai Negeri Sipil (PNS) = civil_servant; Tentara Nasional Indonesia (TNI) = civil_servant;
Kepolisian RI (Polri) = civil_servant; Perdagangan = trader; Petani/pekebun = farmer; Peternak = farmer;
Nelayan/perikanan = fisher; Industri = self_employed; Konstruksi = casual; Transportasi = casual;
Karyawan swasta = employee; Karyawan BUMN = employee; Karyawan BUMD = employee; Karyawan honorer = employee;
Buruh harian lepas = casual; Buruh tani/perkebunan = casual; Buruh nelayan/perikanan = casual;
Buruh peternakan = casual; Pembantu rumah tangga = casual; Tukang cukur = self_employed; Tukang listrik = casual;
Tukang batu = casual; Tukang kayu = casual; Tukang sol sepatu = self_employed;
Tukang las/pandai besi = self_employed; Tukang jahit = self_employed; Tukang gigi = self_employed;
Penata rias = self_employed; Penata busana = self_employed; Penata rambut = self_employed; Mekanik = employee;
Seniman = self_employed; Tabib = self_employed; Paraji = self_employed; Perancang busana = self_employed;
Penterjemah = self_employed; Imam masjid = casual; Pendeta = employee; Pastor = employee; Wartawan = employee;
Ustadz/mubaligh = casual; Juru masak = employee; Promotor acara = self_employed; Anggota DPR-RI = state_official;
Anggota DPD = state_official; Anggota BPK = state_official; Presiden = state_official;
Wakil presiden = state_official; Anggota Mahkamah Konstitusi = state_official;
Anggota kabinet/kementerian = state_official; Duta besar = state_official; Gubernur = state_official;
Wakil gubernur = state_official; Bupati = state_official; Wakil bupati = state_official; Walikota = state_official;
Wakil walikota = state_official; Anggota DPRD provinsi = state_official;
Anggota DPRD kabupaten/kota = state_official; Dosen = employee; Guru = employee; Pilot = employee;
Pengacara = self_employed; Notaris = self_employed; Arsitek = self_employed; Akuntan = employee;
Konsultan = self_employed; Dokter = employee; Bidan = employee; Perawat = employee; Apoteker = employee;
Psikiater/psikolog = self_employed; Penyiar televisi = employee; Penyiar radio = employee; Pelaut = employee;
Peneliti = employee; Sopir = casual; Pialang = self_employed; Paranormal = self_employed; Pedagang = trader;
Perangkat desa = employee; Kepala desa = state_official; Biarawati = casual; Wiraswasta = self_employed;
Lainnya = casual
"""

#: field → the list above.
LISTS = {
    "sex": SEX,
    "marriage": MARRIAGE,
    "relation": RELATION,
    "religion": RELIGION,
    "education": EDUCATION,
    "job": JOB,
    "blood": BLOOD,
    "pregnant": PREGNANT,
    "kb_method": KB_METHOD,
}


def entries(field):
    """(code, label, key) of one list, in its order."""
    pairs = (entry.rsplit("=", 1) for entry in LISTS[field].split(";"))
    return [(str(number), " ".join(label.split()), key.strip()) for number, (label, key) in enumerate(pairs, start=1)]
