"""First names, as data: those of Azerbaijan, and those from elsewhere as Azerbaijani writes them.

Written down by hand, name by name. A name in another spelling or alphabet is found by how it sounds
(see `lists.py`), so each stands here once.
"""

from __future__ import annotations

LOCAL = """
Abbas Abbasəli Abdulla Abdulrəhman Abdül Abid Abuzər Adəm Adil Adilə Adıgözəl Afaq Afət Afiq Afiyəddin Ağa Ağabala
Ağababa Ağabəy Ağadadaş Ağahəsən Ağahüseyn Ağakərim Ağamirzə Ağarza Ağasəf Ağası Ağşin Akif Akşin Aləm
Aliyə Almaz Altay Altun Amal Amil Amin Anar Araz Arif Arifə Arzu Asəf Asif Asiman Aslan Asya Aşıq Ata Atababa Atabəy Ataxan
Ayaz Aybəniz Ayan Aydan Aydın Aygün Ayişə Aynur Aynurə Aysel Ayshən Ayşən Aytac Aytən Ayxan Azad Azadə Azər Aida
Babək Baba Bahadur Bahar Bahəddin Bala Balaəli Balasən Balaş Bayram Bəhmən Bəhram Bəhruz Bəhlul Bəkir Bənövşə Bəşir
Bəxtiyar Bəybala Bilal Brilyant Bülbül Bünyad Bünyamin Cabbar Cabir Cahan Cahangir Cahid Cahan Camal Camil Camilə Cavad
Cavan Cavanşir Cavid Cavidan Cəbrayıl Cəfər Cəlal Cəlil Cəmil Cəmilə Cəmşid Cəmaləddin Cənnət Ceyhun Ceyran Cəsarət Coşqun
Cümşüd Çərkəz Çimnaz Çingiz Çinarə Dadaş Dağbəyi Damət Dəmir Dəyanət Dilarə Dilbər Dilqəm Dilşad Dinarə Dürdanə Daşdəmir Dünya
Ehtiram Elbrus Elbəy Elcan Elçin Elçinə Eldar Eldəniz Eldost Elgün Elxan Elman Elmar Elmir Elmira Elmirə Elnar Elnarə Elnur
Elnurə Elsevər Elşad Elşən Eltac Elton Eltun Elvin Elvira Elyar Elza Emil Emiliya Emin Eminə Erkin Esmira Esmirə Etibar Eyvaz
Eyyub Ədalət Ədibə Əfqan Əfrail Əflatun Əhəd Əhməd Əhmədağa Əhsən Əjdər Əkbər Əkrəm Əlabbas Ələddin Ələkbər Ələmdar Ələsgər
Ələşrəf Əlfəddin Əli Əliabbas Əliağa Əlibala Əlihüseyn Əlikram Əlimərdan Əliməmməd Əliqulu Əlirza Əlisahib Əlisa Əlislam Əlişir
Əlixan Əliyar Əlövsət Əmir Əmiraslan Əmrah Əminə Ənvər Ərəstun Ərəst Ərşad Əsabəli Əsəd Əsədulla Əsgər Əsli Əşrəf Əvəz Əvəzağa
Əziz Əzizə Əyyub Faiq Faiqə Famil Faris Fariz Fatimə Fatma Faxri Fazil Fəhmin Fəqan Fəramiz Fərasət Fərəc Fərhad Fərid Fəridə
Fərman Fərrux Fətəli Fətulla Fəttah Fəxrəddin Fəxri Fəxriyyə Fidan Fikrət Firdovsi Firudin Firuz Firuzə Fizuli Flora Fuad
Füzuli Gövhər Gözəl Gülağa Gülarə Gülay Gülbəniz Gülçin Gülçöhrə Güldəstə Gülər Gülgün Gülnar Gülnarə Gülnaz Gülsüm Gülşad
Gülşən Gültac Gültəkin Gülü Gülzar Günay Günel Gündüz Günəş Günay Habil Hacı Hacıağa Hacıbaba Hafiz Hafizə Hakim Həbib Həbibə
Həcər Həmid Həmidə Həmzə Hənifə Həqiqət Həsən Həsənağa Həsənəli Həvva Hətəm Həyat Heydər Hicran Hikmət Hidayət Hilal Himayət Hökumə Hümbət
Hürü Hüseyn Hüseynağa Hüseynbala Hüsniyyə Hüsü İbadulla İbad İbrahim İdris İftixar İlahə İlham İlhamə İlkin İlqar İlqarə İlyas
İlyaz İlaha İman İmanverdi İmran İmdad İnayət İnarə İnqilab İntiqam İqbal İqrar İradə İsa İsaməddin İsax İsgəndər İslam İsmayıl
İsmət İsrafil İsrail İsi İxtiyar Jalə Kamal Kamaləddin Kamandar Kamil Kamilə Kamran Kazım Kərəm Kərim Kəmalə Kəmaləddin Kənan Könül
Kövsər Kübra Laçın Lalə Lamiyə Laura Leyla Lətafət Lətif Lətifə Ləman Ləzifə Lütfi Lütviyyə Maarif Madər Mahmud Mahir Mahirə
Mahmudağa Mail Malik Mansur Maqsud Maral Marif Mayis Mayıl Mehdi Mehman Mehparə Mehriban Mehrəli Mehriş Məcid Məcnun Mədət Mədinə
Məftun Məhbubə Məhəbbət Məhəmməd Məhərrəm Məhsəti Məhyəddin Məlahət Məleykə Məlik Məlikə Məlikməmməd Məmməd Məmmədəli Məmmədhəsən
Mənsim Mənzər Mərdan Məryəm Məsim Məsud Məsumə Məsməxanım Mətləb Mətin Məzahir Mikayıl Minarə Minayə Mina Mircavad Mircəlal Mirəli
Mirəhməd Miraslan Mirəziz Mirhəsən Mirhüseyn Mirnazim Mirqafar Mirsaleh Mirseyid Miryusif Mirzağa Mirzalı Mirzə Mirzəağa Mir Mövlud Mustafa Musa
Muxtar Muzəffər Mübariz Müseyib Müslüm Müşfiq Müzəffər Mürsəl Mürvət Mürşüd Mənsurə Nadir Nadirə Naib Naibə Nail Nailə
Naqif Namik Namiq Narınc Nariman Natavan Natəvan Natella Natiq Natiqə Nazilə Nazim Nazlı Nazxanım Nəbi Nəcəf Nəcəfqulu Nəcibə Nəcmə
Nəcməddin Nəhmət Nəimə Nəcəfağa Nemət Nəriman Nərgiz Nərmin Nərminə Nəsib Nəsibə Nəsimi Nəsir Nəsirə Nəsirəddin Nəsreddin
Nəsrin Nicat Nigar Nicabət Nihad Nizam Nizami Nizaməddin Novruz Novruzəli Nuranə Nuran Nuray Nurəddin Nurlan Nurlanə Nurə Nuriyyə
Nurəli Nurlana Nüsrət Nüşabə Oqtay Orxan Oruc Ofelya Osman Ömər Pakizə Paşa Pənah Pəri Pərvanə Pərvin Pərviz Polad
Pünhan Pünhanə Püstə Qabil Qadir Qafar Qafur Qalib Qasım Qaşqay Qardaşxan Qəhrəman Qəmbər Qəmər Qəndab Qənbər Qənimət Qəni Qərib Qəribə Qəzənfər Qədir Qiyas
Qorxmaz Qoşqar Qubad Qulam Qulu Qüdrət Qurban Qurbanəli Rabil Rabiyə Rafael Rafiq Rahib Rahid Rahil Rahilə Ramal Ramazan Ramid Ramil
Ramila Ramilə Ramin Raminə Ramis Ramiz Rana Rasim Rasimə Rauf Rəcəb Rəfail Rəfayıl Rəfiqə Rəhilə Rəhim Rəhimə Rəhman Rənə Rəna Rəqibə
Rəsul Rəşad Rəşid Rəvan Rəvanə Rəyasət Rövşanə Rövşən Rövzət Roza Ruslan Rusif Rüfət Rüxsarə Rüstəm Ruhəngiz Ruhulla Ruhiyyə Ruqiyyə Rza Rzaqulu
Sabir Sabirə Sabit Sabina Sabutay Sadiq Sadıq Sahib Sahibə Sahil Sahilə Sakit Sakitə Sala Salam Saleh Salih Salman Samir Samirə Samid Samin Saminə
Sara Sarvan Sarıyyə Sarə Savalan Seyfəddin Seyfulla Seymur Seyran Seyid Seyidağa Sevda Sevdagül Sevər Sevil Sevinc Sevindik Sərdar Sərvər
Səadət Səbinə Səbuhi Səbinə Səda Sədaqət Sədəf Səfa Səfər Səfiyyə Səfurə Səid Səidə Səkinə Səlahəddin Səlim Səma Səlimə Səltənət Səməd Səmədağa
Səmayə Səmra Sənan Sənəm Sərxan Sərraf Səttar Səyavuş Səyyad Sima Simuzər Sirac Sona Solmaz Sulduz Sultan Suqra Surxay Susən Südabə
Süleyman Sürəyya Süsən Şaban Şabəddin Şadman Şahid Şahin Şahinə Şahismayıl Şahlar Şahmar Şahnaz Şahnigar Şahvələd Şaiq Şakir Şamil Şamo
Şamxal Şərafət Şəfəq Şəfiqə Şəhanə Şəhla Şəhriyar Şəhrizad Şəmsəddin Şəmsi Şəmsiyyə Şərif Şərqiyyə Şəbnəm Şəms Şəlalə Şikar Şirin
Şirməmməd Şirzad Şirəli Şirvan Şiraslan Şövkət Şövqi Şücaət Şükufə Şükür Şıxəli Tacəddin Tağı Tahir Tahirə Talat Taleh Tale Talıb
Tapdıq Tariyel Tatyana Tayyar Telli Telman Teymur Təranə Tərlan Təbriz Təhminə Təvəkkül Tofiq Toğrul Tomris Turan Turac Tural Turanə Turqay Turqut
Tünzalə Tutu Umid Ümid Ülfət Ülkər Ülvi Ülviyyə Ülviyyət Ümmü Üzeyir Vahab Vahid Vahidə Valeh Vaqif Varis Vasif Vefa Vəfa Vəli Vəliyyəddin
Vidadi Vilayət Vüqar Vüsal Vüsalə Vüsat Xaləddin Xalid Xalidə Xaliq Xanım Xanlar Xanoğlan Xasay Xatirə Xatun Xavər Xanməmməd Xaqani Xədicə Xəlil
Xəqani Xəlilə Xəyal Xəyalə Xeyrulla Xeyrəddin Xoşqədəm Xumar Xuraman Xudayar Xosrov Yadigar Yalçın Yaqub Yaşar Yavər Yaver Yasin Yasəmən Yavuz Yegana
Yeganə Yusif Yunis Yunus Yusifəli Zabil Zabit Zahid Zahidə Zakir Zaman Zamiq Zamin Zaminə Zarema Zaur Zeynal Zeynəb Zeynəddin Zəhra Zəfər Zəka Zəki Zemfira Zenfira Zəminə
Zərif Zərifə Zərnigar Ziba Zibeydə Zinyət Ziya Ziyad Ziyafət Ziyəddin Zöhrab Zöhrə Zülfiqar Zülfiyyə Zülfü Zümrüd
""".split()

# Also words of the language, or first names that places and days are called after: alone, or at the
# beginning of a sentence, they say nothing.
ALSO_WORDS = frozenset(
    """Azad Azadə Ümid Umid Aydın Bahar Arzu Sevinc Ədalət Zəfər Dəniz Günəş Gündüz Gözəl İlqar Xəyal Aslan Ata
    Həyat Həqiqət Qurban Ramazan Novruz Bayram Qardaşxan Sahil Qərib Şirin Polad Dəmir Altun Baba Bala Ağa Hacı
    Hakim Xanım Xatirə Sevda Zaman Salam Sakit Gülşən Sultan Almaz Nadir Nazim Rəna Laçın Bülbül İman İslam
    Məhəbbət Sədaqət İnqilab Maral Tərlan Şahid Şəfəq Fidan Lalə Nərgiz Çinarə Qızıl Turac Cənnət İnayət
    Hicran Vəfa Nizami Füzuli Nəsimi Natəvan Xaqani Dünya Aləm Malik Araz Savalan Şirvan Turan Altay Təbriz Oruc
    Aşıq Mir Seyid Usta Yeni Pir Hafiz Qalib Fatma Yadigar Xumar Sahib Həvva Zabit Nizam""".split()
)

FOREIGN = """
Adam Adolf Aleks Aleksandr Aleksandra Aleksey Alen Alber Albert Alberto Alfred Alina Alisa Alla Ali Alfonso Amit Ana Anastasiya
Anatoli Andre Andrea Andreas Andrey Andju Angela Aneta Anjela Anna Anne Anna-Lena Antoni Antonio Antonina Anton Anjey Arkadi Armen
Arnold Artem Artur Ashot Aşot Aurel Aram Bart Barak Barbara Ben Bendjamin Bencamin Benyamin Berqit Bernard Bill Boris Börte Brayan
Brüs Bruno Celal Ceyms Ceyson Cek Ceff Cefri Cennifer Cessika Cereminin Cim Cimmi Ceyn Con Conatan Co Cozef Cozep Corc Corciya Culian Culiya Cüzeppe
Çarlz Çarli Daniel Daniela Darya Deniel Denis Devid Deyvid Den Diana Didye Dieqo Dmitri Dominik Donald Doroti Duqlas Edit Edmund Eduard Eduardo Edvard
Edvin Elena Elizabet Ellen Ema Emma Emmanuel Enn Enrike Entoni Endryu Erik Ernest Ernesto Ester Eva Evelin Fabio Federiko Felipe Feliks Ferdinand Fernando
Filip Fidel Fransua Frans Fransisko Frank Frederik Fridrix Fyodor Gabriel Garik Gerhard Gevorq Georgi Georq Gennadi German Gleb Greq Qreqori Qrant Qustavo
Harri Hans Heinrix Helmut Helen Henri Herbert Herman Hovannes Hilari Hayk Huqo Hüqo İda İlya İnna İnqrid İnqa İoann İrina İvan İven İvo İzabella İzmail İren
Jak Jan Jaklin Jan-Pyer Jerar Jorj Jozef Jose Juan Jül Jülyet Kamala Karen Karin Karina Karl Karla Karlos Karolina Kasper Katarina Katerina Keti Ketrin Kemal Kevin
Kirill Klaus Klara Klod Kolin Kornelius Konstantin Kristian Kristina Kristofer Kseniya Kurt Lars Larisa Leon Leonid Leonardo Levon Liana Lidiya Linda Liza Lorens Lora
Luidci Luis Luiza Luka Lukas Lüdviq Lyudmila Lev Maks Maksim Manuel Marina Marin Mariya Mark Markus Marko Marta Martin Mart Maria Marian Mateo Mateuş
Matias Maurisio Maya Maykl Mayk Margaret Marqarita Mehmet Mehmed Meri Migel Mişel Mikael Mikeil Mikheil Mixail Mihail Milan Mixeil Mustafa Murat Naira
Nadejda Nansi Natali Nataliya Natalya Neil Nensi Nelson Nikita Nikol Nikola Nikolas Nikolay Nil Nina Norman Oksana Oleq Oliver Oliviya Olqa Olaf Oskar Otto Ottoman
Pablo Paolo Patrik Paul Paula Pavel Pedro Peter Petr Petro Pit Pol Pyer Polina Radoslav Raisa Raul Rafael Ralf Raymond Rayan Rebekka Recep Rəcəb Reyçel
Riçard Rişar Rita Robert Roberto Robin Rocer Roland Roman Ronald Rouz Ruben Rudolf Rut Samuel Samvel Sandra Sara Sebastyan Selin Serqo Sergey Serj Seryoja Serhiy Sezar
Silva Silvia Silvio Simon Sofi Sofiya Sonya Soren Stalin Stefan Stefani Stepan Stiv Stiven Susan Svetlana Svyatoslav Tamara Tatyana Ted Teodor Tereza Terri Tigran
Tiqran Tim Timoti Tina Tobias Tom Tomas Toni Tony Ulrix Uilyam Ursula Valentin Valentina Valeri Valeriya Vaqarşak Vartan Vasili Vatslav Vahan Vera Verner Veronika Vida
Viktor Viktoriya Vilhelm Vilyam Vinston Vitali Vyaçeslav Vladimir Vladislav Volfqanq Volodimir Xavyer Xose Xorxe Xuan Xulio Yan Yana Yakov Yaroslav
Yekaterina Yelena Yens Yevgeni Yoahim Yohan Yohannes Yozef Yulia Yuliya Yuri Yusuf Yurgen Zaxar Zinaida Zurab Ziqmund Rəcəb Tayyib Bakir Vano Nino
Emre Hakan Kemal Ahmet Hüseyin Hasan Serkan Tolqa Fatih Ekrem Selahattin Süleyman Abdullah Enver Nazım Rza Həsən Məhəmmədrza Moxtar Devlet
""".split()

# Surnames from elsewhere that stand alone in the news.
KNOWN_ELSEWHERE = """
Putin Lavrov Peskov Medvedev Lukaşenko Zelenski Tramp Bayden Obama Buş Klinton Harris Blinken Makron Merkel Şolts Mers Ərdoğan Kılıçdaroğlu
Paşinyan Sarkisyan Köçəryan Saakaşvili İvanişvili Navalnı Stalin Lenin Qorbaçov Yeltsin Hitler Çörçill Tetçer Netanyahu Orban Modi Sunak Conson Starmer
Stoltenberq Borrel Merts Qutyerreş Lukashenko Puşkin Tolstoy Dostoyevski Çexov Lermontov Şekspir Höte Marks Darvin Eynşteyn Nyuton
""".split()
