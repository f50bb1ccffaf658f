# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Names of people who do not exist: real given names, and family names that mean "example" or "test".

A name is written ``Latin=original script``, or only in Latin letters. "f" and "m" after a bar are the two
forms of a family name.
"""

from typing import NamedTuple


class Stock(NamedTuple):
    """The names of one language: the script of the original, given names of women and of men, family names."""

    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]


def _stock(women: str, men: str, families: str) -> Stock:
    return Stock(*(tuple(name.strip() for name in part.split(",")) for part in (women, men, families)))


STOCKS: dict[str, Stock] = {
    "ar": _stock(
        "Amal=أمل, Noor=نور, Rana=رنا, Hiba=هبة, Layla=ليلى, Salma=سلمى, Fatima=فاطمة, Maryam=مريم, Rasha=رشا, "
        "Dima=ديمة, Yasmin=ياسمين, Huda=هدى, Zainab=زينب, Samar=سمر",
        "Ahmad=أحمد, Muhammad=محمد, Khaled=خالد, Omar=عمر, Yousef=يوسف, Hussein=حسين, Mahmoud=محمود, Bilal=بلال, "
        "Tarek=طارق, Samir=سمير, Ali=علي, Hassan=حسن, Ibrahim=إبراهيم, Karim=كريم",
        "Mithal=مثال, al-Mithal=المثال, Namudhaj=نموذج, al-Namudhaji=النموذجي, Tajriba=تجربة, Ikhtibar=اختبار",
    ),
    "kmr": _stock(
        "Rojda, Berîvan, Zîlan, Evîn, Hêvî, Şîlan, Nesrîn, Gulê",
        "Azad, Baran, Serhat, Mîrza, Rojhat, Şêrko, Dilşad, Welat",
        "Mînak, Nimûne, Mînakoğlu, Ceribandin",
    ),
    "ckb": _stock(
        "Shilan=شیلان, Hero=هێرۆ, Avin=ئەڤین, Tara=تارا, Nishtiman=نیشتیمان",
        "Rebwar=ڕێبوار, Hiwa=هیوا, Karwan=کاروان, Sherko=شێرکۆ, Aram=ئارام",
        "Nmuna=نموونە, Taqikirdnawa=تاقیکردنەوە",
    ),
    "fa-AF": _stock(
        "Zahra=زهرا, Shabnam=شبنم, Parwana=پروانه, Freshta=فرشته, Nilofar=نیلوفر, Marwa=مروه, Sakina=سکینه, "
        "Laila=لیلا, Soraya=ثریا, Masuma=معصومه",
        "Reza=رضا, Nasir=ناصر, Hamid=حمید, Jawad=جواد, Mustafa=مصطفی, Qasim=قاسم, Ehsan=احسان, Farid=فرید, "
        "Zabiullah=ذبیح‌الله, Mahdi=مهدی",
        "Nemuna=نمونه, Nemunazada=نمونه‌زاده, Azmayesh=آزمایش, Mesalzai=مثالزی",
    ),
    "ps": _stock(
        "Palwasha=پلوشه, Zarghuna=زرغونه, Spogmai=سپوږمۍ, Gulalai=ګلالۍ",
        "Zalmay=زلمی, Wali=ولي, Gul=ګل, Asad=اسد, Naqib=نقیب",
        "Belga=بېلګه, Belgazai=بېلګه‌زی, Azmoyena=ازموینه",
    ),
    "fa": _stock(
        "Shirin=شیرین, Maryam=مریم, Nasrin=نسرین, Mina=مینا, Roya=رویا, Parisa=پریسا, Leila=لیلا, Golnaz=گلناز",
        "Amir=امیر, Kaveh=کاوه, Behrouz=بهروز, Dariush=داریوش, Navid=نوید, Siavash=سیاوش, Arash=آرش, Saeed=سعید",
        "Nemuneh=نمونه, Nemunehpur=نمونه‌پور, Azmayeshi=آزمایشی, Mesali=مثالی",
    ),
    "uk": _stock(
        "Oksana=Оксана, Olena=Олена, Iryna=Ірина, Natalija=Наталія, Kateryna=Катерина, Svitlana=Світлана, "
        "Julija=Юлія, Halyna=Галина, Marija=Марія, Ljudmyla=Людмила, Zlata=Злата, Sofija=Софія",
        "Oleksandr=Олександр, Andrij=Андрій, Mykola=Микола, Serhij=Сергій, Bohdan=Богдан, Taras=Тарас, "
        "Dmytro=Дмитро, Volodymyr=Володимир, Ihor=Ігор",
        "Pryklad=Приклад, Prykladenko=Прикладенко, Zrazok=Зразок, Probenko=Пробенко, Zrazkova|Zrazkov=Зразкова|Зразков",
    ),
    "ru": _stock(
        "Elena=Елена, Tatjana=Татьяна, Olga=Ольга, Swetlana=Светлана, Irina=Ирина, Ljubow=Любовь, Zarema=Зарема",
        "Alexej=Алексей, Wiktor=Виктор, Nikolaj=Николай, Jurij=Юрий, Pawel=Павел, Ruslan=Руслан, Aslan=Аслан",
        "Primerowa|Primerow=Примерова|Примеров, Obraszowa|Obraszow=Образцова|Образцов, Probnaja|Probnyj=Пробная|Пробный",
    ),
    "ti": _stock(
        "Selam=ሰላም, Semhar=ሰምሃር, Luwam=ሉዋም, Rahel=ራሄል, Feven=ፌቨን, Helen=ሄለን, Saba=ሳባ, Tsega=ጸጋ",
        "Tesfay=ተስፋይ, Haile=ሃይለ, Kidane=ኪዳነ, Yonas=ዮናስ, Filmon=ፊልሞን, Dawit=ዳዊት, Mehari=መሓሪ, Robel=ሮቤል",
        "Abnet=ኣብነት, Fetene=ፈተነ, Merea=መርኣ",
    ),
    "am": _stock(
        "Hanna=ሐና, Meseret=መሠረት, Tigist=ትዕግስት, Almaz=አልማዝ",
        "Abebe=አበበ, Bekele=በቀለ, Samuel=ሳሙኤል, Girma=ግርማ",
        "Misale=ምሳሌ, Fetena=ፈተና",
    ),
    "so": _stock(
        "Hodan, Ayaan, Faduma, Sahra, Ifrah, Halimo, Ubah, Nasteexo",
        "Abdi, Maxamed, Cabdullahi, Yuusuf, Jaamac, Warsame, Liibaan, Guuleed",
        "Tusaale, Tijaabo, Muunad, Tusaalecade",
    ),
    "tr": _stock(
        "Ayşe, Elif, Zeynep, Yağmur, Gülsüm, Emine, Çiğdem, Nurşen",
        "Mehmet, Mustafa, Emre, Murat, Oğuz, Hakan, Uğur, Yiğit",
        "Örnek, Deneme, Örnekoğlu, Numuneci",
    ),
    "ka": _stock(
        "Nino=ნინო, Mariam=მარიამ, Tamar=თამარ, Natia=ნათია, Eka=ეკა, Ketevan=ქეთევან",
        "Giorgi=გიორგი, Davit=დავით, Levan=ლევან, Zurab=ზურაბ, Irakli=ირაკლი, Lascha=ლაშა",
        "Magalitidze=მაგალითიძე, Nimushashvili=ნიმუშაშვილი, Testidze=ტესტიძე",
    ),
    "ro": _stock(
        "Ioana, Andreea, Elena, Mihaela, Ştefania, Cătălina",
        "Ion, Mihai, Andrei, Ştefan, Vasile, Ionuţ",
        "Exemplu, Probescu, Testescu, Mostră",
    ),
    "bg": _stock(
        "Marija=Мария, Iwanka=Иванка, Elena=Елена, Desislawa=Десислава, Zwetelina=Цветелина",
        "Iwan=Иван, Georgi=Георги, Dimitar=Димитър, Stojan=Стоян, Plamen=Пламен",
        "Primerowa|Primerow=Примерова|Примеров, Probewa|Probew=Пробева|Пробев, Obrasez=Образец",
    ),
    "pl": _stock(
        "Agnieszka, Katarzyna, Małgorzata, Zofia, Bożena, Grażyna",
        "Łukasz, Piotr, Wojciech, Krzysztof, Paweł, Grzegorz",
        "Przykładowa|Przykładowy, Próbna|Próbny, Testowska|Testowski, Wzorowa|Wzorowy",
    ),
    "vi": _stock(
        "Thị Hoa, Thị Lan, Thu Hương, Ngọc Ánh, Mỹ Linh, Kim Phượng, Bích Thuỷ",
        "Văn Hùng, Quốc Bảo, Đức Anh, Minh Tuấn, Hữu Phước, Thành Đạt",
        "Nguyễn Mẫu, Trần Ví Dụ, Lê Thử, Phạm Mẫu, Đặng Thử",
    ),
    "sq": _stock("Arta, Vjosa, Drita, Teuta, Albana", "Arben, Besnik, Luan, Ilir, Agron", "Shembulli, Prova, Testaj, Mostra"),
    "sr": _stock(
        "Jelena=Јелена, Milica=Милица, Dragana=Драгана, Vesna=Весна",
        "Marko=Марко, Nikola=Никола, Dragan=Драган, Zoran=Зоран",
        "Primerović=Примеровић, Uzorković=Узорковић, Probić=Пробић",
    ),
    "hy": _stock(
        "Anahit=Անահիտ, Gayane=Գայանե, Lusine=Լուսինե, Narine=Նարինե",
        "Armen=Արմեն, Hayk=Հայկ, Tigran=Տիգրան, Vahan=Վահան",
        "Orinakyan=Օրինակյան, Pordzyan=Փորձյան",
    ),
    "az": _stock("Aygün, Günel, Ləman, Sevinc", "Elçin, Rəşad, Vüqar, Tural", "Nümunəli, Misalov, Sınaqova|Sınaqov"),
    "hi": _stock(
        "Priya=प्रिया, Anjali=अंजलि, Kavita=कविता, Sunita=सुनीता",
        "Rahul=राहुल, Amit=अमित, Vikram=विक्रम, Suresh=सुरेश",
        "Udaharan=उदाहरण, Namuna=नमूना, Pariksha=परीक्षा",
    ),
    "ur": _stock(
        "Ayesha=عائشہ, Sana=ثنا, Bushra=بشریٰ, Hina=حنا",
        "Imran=عمران, Bilal=بلال, Usman=عثمان, Faisal=فیصل",
        "Misaal=مثال, Namoona=نمونہ, Azmaish=آزمائش",
    ),
    "en": _stock("Blessing, Grace, Joy, Precious, Mercy", "Emeka, Chidi, Samuel, Victor, Emmanuel", "Example, Sample, Trial, Specimen"),
    "ff": _stock("Aïssatou, Mariama, Fatoumata, Kadiatou", "Mamadou, Ibrahima, Alpha, Ousmane", "Exemple, Essai, Modèle"),
    "zh": _stock(
        "Li Na=丽娜, Xiu Ying=秀英, Mei=梅, Jing=静",
        "Wei=伟, Jun=军, Ming=明, Lei=磊",
        "Fan Li=范例, Yang Ben=样本, Ce Shi=测试",
    ),
    "es": _stock("María José, Lucía, Carmen, Yolanda, Begoña", "José Ángel, Andrés, Iván, Raúl, Martín", "Ejemplo, Muestra, Prueba Ejemplo"),
    "de": _stock("Erika, Anna, Lena, Frieda, Käthe", "Max, Jakob, Viktor, Jörg, Götz", "Musterfrau|Mustermann, Beispiel, Probe, Testfrau|Testmann"),
}  # fmt: skip
"""Names by the language of whoever bears them."""

GERMAN_FAMILIES = ("Musterfrau|Mustermann", "Beispiel", "Probe", "Testfrau|Testmann", "Muster", "Exempel")
"""What many bear in addition, so that nobody takes them for real people."""
