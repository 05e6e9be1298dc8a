"""Words that tell people from what is called after them, as data: titles, places, organisations.

In their folded form (see `text/spelling.fold`), so that case and marks do not matter.
"""

from __future__ import annotations

from dragoman.translate.text.spelling import fold

# Who somebody is; a name may follow. Stems: endings that they bear are taken off.
TITLES = frozenset(
    fold(
        """vəkil vəkili jurnalist jurnalisti hakim deputat prokuror müstəntiq fəal fəalı aktivist aktivisti bloger redaktor redaktoru ekspert
    eksperti alim professor akademik doktor həkim müğənni rəssam yazıçı şair rejissor sədr sədri müavin müavini direktor direktoru
    rəis rəisi nazir naziri prezident prezidenti kansler səfir səfiri diplomat senator senatoru komissar komissarı məruzəçi müşavir müşaviri
    general polkovnik mayor kapitan leytenant çavuş əsgər zabit polis sürücü şahid məhbus məhbusu dustaq tələbə müəllim iqtisadçı tarixçi
    ilahiyyatçı hüquqşünas müdafiəçi müdafiəçisi siyasətçi müxbir müxbiri fotoqraf sakin sakini lider lideri rəhbər rəhbəri üzvü təmsilçi təmsilçisi
    cənab xanım bəy əfəndi ağsaqqal xadim xadimi icmalçı şərhçi politoloq tərcüməçi mühəndis ərizəçi müttəhim müqəssir mərhum
    müxalifətçi vətəndaş vətəndaşı qardaşı bacısı anası atası oğlu qızı yoldaşı dostu
    адвокат журналист журналистка активист активистка блогер политик депутат судья прокурор следователь министр президент
    эксперт профессор правозащитник правозащитница редактор директор глава лидер председатель политзаключенный заключенный
    lawyer journalist activist blogger politician judge prosecutor minister president expert professor economist academic editor
    director head leader chairman chairwoman prisoner detainee defender emigrant member wife husband son daughter brother sister mother father
    mr mrs ms dr prof sir""",
    ).split()
)

# What stands behind a name that a thing is called after; and what an organisation is.
CALLED_AFTER = tuple(
    fold(
        """küçə prospekt meydan park bağ xiyaban mərkəz muzey universitet institut akademiya kitabxana teatr kinoteatr stansiya metro qəsəbə
    rayon şəhər kənd respublika liman aeroport stadion məktəb lisey gimnaziya fond mükafat orden medal adına körpü qala dağ çay göl dəniz ada
    məhkəmə nazirlik xidmət idarə komitə komissiya partiya birlik ittifaq təşkilat cəmiyyət assosiasiya klub ordu məclis assambleya
    bank şirkət radio televiziya kanal qəzet jurnal agentlik nəşriyyat xəstəxana klinika həbsxana təcridxana koloniya məscid kilsə
    məbəd abidə türbə heykəl sərgi salon   prokurorluq məcəllə konstitusiya
    hərəkat cəbhə platforma şura alyans koalisiya federasiya konfederasiya palata agentliyi qurum fabrik zavod mədən yataq bazar
    hotel otel restoran kafe yol magistral dairə məntəqə zona qoruq oyunlar çempionat turnir kubok liqa universiada forum festival
    müsabiqə yürüş  tədris kafedra fakültə vilayət əyalət nahiyə qərargah ocaq pir saray mahnı musiqi ədəbiyyat""",
    ).split()
)

# Russian and English nouns of organisations and places, the same use.
CALLED_AFTER_ELSEWHERE = frozenset(
    fold(
        """street avenue square park center centre museum university institute academy library theatre theater station metro airport
    stadium school foundation fund prize award medal bridge hospital clinic prison court ministry service committee commission
    party union organization organisation society association club army assembly bank company radio television channel newspaper
    agency house houses council district region city village group confederation front alliance movement platform facility colony
    penitentiary network watch international rights league forum festival
    улица проспект площадь парк центр музей университет институт академия библиотека театр станция метро аэропорт стадион школа
    фонд премия орден медаль мост больница тюрьма суд министерство служба комитет комиссия партия союз организация общество
    ассоциация клуб армия собрание банк компания радио телевидение канал газета агентство дом совет район область город село
    улице проспекте площади парке центре""",
    ).split()
)

# Places, peoples, months and days that begin with a capital and end as surnames do, or stand beside names.
NO_NAMES = frozenset(
    fold(
        """Azərbaycan Azərbaycanın Bakı Gəncə Sumqayıt Naxçıvan Lənkəran Şəki Quba Qusar Xaçmaz Şamaxı Ağdam Şuşa Xankəndi Qarabağ
    Qafqaz Xəzər Kür Türkiyə Rusiya Ukrayna Gürcüstan Ermənistan İran Almaniya Fransa İngiltərə Britaniya Avropa Asiya Amerika
    Ankara İstanbul Moskva Kiyev Tbilisi İrəvan Minsk Vaşinqton London Paris Berlin Strasburq Brüssel Cenevrə Rostov Saratov
    Tambov Xarkov Lvov Pskov Kirov Azov Həştərxan Dağıstan Kreml Yanvar Fevral Mart Aprel May İyun İyul Avqust
    Sentyabr Oktyabr Noyabr Dekabr Bazar Çərşənbə Cümə Şənbə Azərbaycanlı Bakılı Türkiyəli Rusiyalı Ukraynalı Gürcüstanlı Almaniyalı
    Fransalı İtaliyalı Polşalı İspaniyalı İranlı Çinli Hindistanlı Belaruslu Estoniyalı Macarıstanlı İsveçli Norveçli Amerikalı Avropalı
    Birləşmiş Şimali Cənubi Qərbi Şərqi Ümumdünya Vəhşi Soyuq Böyük Kiçik Köhnə Qırmızı Ağ Qara Milli Beynəlxalq Nəhəng Dünya Santa Los
    Yerli Əlaqəli Maraqlı Gizli Məlum Əvvəl Sonra Bundan Onun Həmin Ötən Dünən Bugün Sabah Həbsdəki Tədbir Təyyarə Vaxt
    Киев Ростов Саратов Тамбов Харьков Львов Псков Киров Азов Баку Азербайджан Россия
    Kyiv Kiev Baku Azerbaijan Russia Moscow Moscow Georgia Turkey Armenia Lviv Kharkov Kirov January February March April May June July
    German French Russian Turkish Armenian Georgian American British Navy Army Wide Web Accords Law Enforcement
    August September October November December Monday Tuesday Wednesday Thursday Friday Saturday Sunday Only Family Early Daily Italy
    Moldova Czestochowa Genova Padova Kosovo Nova Casanova Kherson Penal Correctional Caucasian Knot Political""",
    ).split()
)
