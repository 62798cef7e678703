"""What people write instead of a number: spellings of sheets and forms, per field and key.

Labels of the model's choices and of the registry's lists are added to these; case and punctuation do not matter.
"""

SYNONYMS = {
    "sex": {
        "L": "l, lk, lk., laki, laki laki, lelaki, pria, male, m",
        "P": "p, pr, prp, perempuan, wanita, female, f",
    },
    "marriage": {
        "single": "belum menikah, belum nikah, bk, lajang, tidak kawin, b",
        "married": "menikah, nikah, kawin tercatat, kawin belum tercatat, kawin tidak tercatat, k, kw, nikah siri",
        "divorced": "cerai, cerai belum tercatat, cerai hidup tercatat, cerai hidup belum tercatat, ch, janda cerai, "
        "duda cerai",
        "widowed": "cerai mati tercatat, cm, janda mati, duda mati, janda ditinggal mati, duda ditinggal mati",
    },
    "relation": {
        "head": "kepala, kk, kep keluarga, kepala kel, kepala rumah tangga, krt",
        "husband": "suami",
        "wife": "isteri, istri, istri suami, isteri suami",
        "child": "anak kandung, anak tiri, anak angkat, anak 1, anak 2, anak 3, anak 4, anak 5",
        "child_in_law": "menantu, mantu",
        "grandchild": "cucu, cicit",
        "parent": "ortu, orangtua, ayah, ibu, bapak",
        "parent_in_law": "mertua",
        "relative": "famili, family lain, saudara, kerabat, keponakan, adik, kakak, ipar, famili lainnya",
        "helper": "asisten rumah tangga, art, pembantu rumah tangga",
        "other": "lain lain, lain, dll",
    },
    "religion": {
        "kristen": "protestan, kristen protestan, kr, kp",
        "katolik": "katolik, kristen katolik, khatolik, kh",
        "buddha": "budha, buddha",
        "khonghucu": "konghucu, konghuchu, kong hu cu",
        "penghayat": "penghayat kepercayaan, kepercayaan, kepercayaan terhadap tuhan yme lainnya, "
        "kepercayaan kepada tuhan yme, aliran kepercayaan",
        "unanswered": "tidak dijawab, tidak menjawab",
    },
    "education": {
        "none": "tidak sekolah, belum sekolah, tidak belum sekolah, ts, tk, paud",
        "sd_unfinished": "tidak tamat sd, tidak tamat sd sederajat, belum tamat sd, ttsd",
        "sd_now": "masih sd, masih sd sederajat",
        "sd": "sd, tamat sd, mi, sd sederajat, tamat sd mi sederajat",
        "sltp_now": "masih sltp, masih smp, masih smp sederajat, masih sltp mtsn sederajat",
        "sltp": "smp, sltp, mts, tamat smp, tamat sltp, smp sederajat, tamat sltp mtsn sederajat",
        "slta_now": "masih slta, masih sma, masih sma sederajat, masih slta ma sederajat",
        "slta": "sma, smk, smu, stm, slta, ma, tamat sma, tamat slta, sma sederajat, tamat slta ma sederajat",
        "pt_now": "masih pt, masih kuliah, mahasiswa, masih pt akademi",
        "pt": "pt, sarjana, s1, s2, s3, d1, d2, d3, d4, d i, d ii, d iii, d iv, s 1, s 2, s 3, diploma, diploma i, "
        "diploma iii, strata i, tamat pt, tamat pt akademi, akademi, profesi",
    },
    "job": {
        "none": "irt, ibu rumah tangga, rumah tangga, urt, urus rumah tangga, pelajar, mahasiswa, siswa, "
        "tidak bekerja, belum bekerja, tidak belum bekerja, mrt, pengangguran",
        "farmer": "petani, tani, pekebun, peternak",
        "fisher": "nelayan",
        "trader": "pedagang, dagang, jualan, papalele",
        "state_official": "pejabat negara, kades",
        "civil_servant": "pns, asn, tni, polri, pppk, pns tni polri, guru pns, tentara, polisi",
        "employee": "karyawan, swasta, pegawai swasta, honorer, kontrak, honor, pegawai kontrak, bumn, bumd",
        "self_employed": "wirausaha, usaha sendiri, penjahit, penenun, tenun, pengusaha",
        "retired": "pensiun, purnawirawan",
        "casual": "buruh, pekerja lepas, buruh lepas, serabutan, ojek, tukang, sopir angkot",
    },
    "jkn": {
        "pbi": "bpjs pbi, pbi, kis, kis pbi, jkn pbi, bpjs kesehatan pbi, jamkesmas",
        "non_pbi": "bpjs non pbi, non pbi, bpjs mandiri, bpjs, bpjs kesehatan, askes, jkn non pbi",
        "private": "swasta, asuransi swasta",
        "none": "tidak ada, tidak memiliki, tidak punya, belum ada, tidak",
    },
    "presence": {
        "home": "di rumah, di dalam rumah, dalam rumah, ada",
        "away": "di luar rumah, luar rumah, merantau, luar kota, luar daerah",
        "abroad": "luar negeri, di luar negeri, tki, tkw, pmi",
    },
    "kb_status": {
        "now": "sedang, ya, sedang kb, sedang ber kb, peserta kb, ikut, aktif, menggunakan",
        "before": "pernah, pernah kb, pernah ber kb, berhenti, do, drop out",
        "never": "tidak, tidak pernah, belum, belum pernah, bukan peserta, tidak menggunakan, tidak kb, tidak ikut",
    },
    "kb_method": {
        "mow": "mow, tubektomi, steril wanita, steril, tubektomi mow, mow tubektomi, sterilisasi wanita",
        "mop": "mop, vasektomi, steril pria, vasektomi mop, mop vasektomi",
        "iud": "iud, akdr, spiral, iud spiral, akdr iud",
        "implan": "implan, implant, susuk, susuk kb, implan susuk kb, akbk",
        "suntik": "suntik, suntikan, suntik 1 bulan, suntik 3 bulan, injeksi, suntik kb",
        "pil": "pil, pil kb",
        "kondom": "kondom",
        "mal": "mal, metode amenore laktasi, menyusui",
        "tradisional": "tradisional, kalender, alami, alamiah, pantang berkala, senggama terputus, azal",
    },
    "wish": {
        "soon": "segera, ingin anak segera, ias, ya segera, ya segera kurang dari 2 tahun",
        "later": "kemudian, nanti, iat, ingin anak ditunda, ya kemudian, ya kemudian lebih dari 2 tahun",
        "no_more": "tidak ingin lagi, tidak ingin anak lagi, tial, tidak, tidak ingin punya anak lagi",
    },
    "reason": {
        "pregnant": "hamil, sedang hamil",
        "fertility": "fertilitas, alasan fertilitas, mandul, menopause, ingin anak",
        "disagrees": "tidak setuju, tidak menyetujui kb, dilarang suami, agama",
        "unaware": "tidak tahu, tidak tahu tentang kb",
        "side_effects": "efek samping, takut efek samping, takut",
        "far": "jauh, pelayanan jauh, pelayanan kb jauh",
        "cost": "mahal, tidak mampu, tidak mampu mahal, biaya",
        "other": "lain, lain lain, lainnya",
    },
    "pregnant": {
        "yes": "ya, hamil, sedang hamil, y",
        "no": "tidak, tidak hamil, t, bukan",
    },
}
