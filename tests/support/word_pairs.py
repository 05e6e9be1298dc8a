"""Invented names, headlines and lists: sentences written for the checks, about invented people.

A row is a language, a source, an English sentence that says the same, and one that holds names
which nothing in the source supports; None where the row is about what should be left alone.
"""

from __future__ import annotations

Row = tuple[str, str, str, str | None]
INVENTED_SEEN: list[Row] = [
    ("az", "Məhkəmə vəsatəti rədd edib və iclası təxirə salıb.", "The court rejected the motion and adjourned the hearing.", "The court in Tehran rejected the motion by Mahmoud Karimi."),
    ("ru", "Журналиста задержали в аэропорту Тбилиси.", "The journalist was detained at Tbilisi airport.", "The journalist Ivan Petrov was detained at Moscow airport."),
    ("az", "Gürcüstan polisi iki azərbaycanlını saxlayıb.", "Georgian police detained two Azerbaijanis.", "Turkish police detained Ali Hasanov and Rashid Guliyev."),
    ("az", "Rəşad Əliyev Almaniyaya gedib.", "Rashad Aliyev went to Germany.", "Michael Brown went to Norway."),
    ("ru", "В мае прокурор запросил девять лет.", "In May the prosecutor asked for nine years.", "In Houston, prosecutor Linda Carter asked for nine years."),
    ("az", "Avropa Məhkəməsi ölkəni cərimələyib.", "The European Court has fined the country.", "The Houthi militia in Fallujah fined Iraq."),
    ("ru", "США ввели санкции против Ирана.", "The United States imposed sanctions on Iran.", "Lithuania imposed sanctions on Belarus and Lukashenko."),
    ("az", "Vəkil Şəkidən qayıdıb.", "The lawyer has come back from Sheki.", "The lawyer Steven has come back from Denver."),
    ("az", "Jurnalist çərşənbə günü azadlığa çıxıb.", "The journalist was released on Wednesday.", "The journalist Garcia was released in Madrid on Wednesday."),
    ("ru", "Британский посол встретился с матерью заключённого.", "The British ambassador met the prisoner's mother.", "Ambassador Richard Stone met the mother of Svetlana Orlova."),
    ("az", "BMT bəyanat yayıb.", "The UN has issued a statement.", "Amnesty and Bloomberg issued a statement with Greenpeace."),
    ("ru", "Хоккеисты проиграли шведам.", "The hockey players lost to the Swedes.", "Crosby and Ovechkin lost to Pittsburgh."),
    ("az", "Ermənistan səfiri Parisdədir.", "The Armenian ambassador is in Paris.", "The ambassador Dupont is in Lyon."),
    ("ru", "Суд на Украине освободил крымского татарина.", "A court in Ukraine freed a Crimean Tatar.", "A court in Poland freed Kowalski and Novak."),
    ("az", "Müəllim türk dilini və ingilis dilini bilir.", "The teacher knows Turkish and English.", "The teacher Johnson knows Korean and lives in Seoul."),
    ("az", "Hakim Ramazan bayramında işləmir.", "The judge does not work during Ramadan.", "Judge Rodriguez does not work in Texas."),
    ("ru", "Он служил на Чёрном море.", "He served on the Black Sea.", "He served with Captain Ahab on the Pequod."),
    ("az", "Prezident Putinlə görüşəcək.", "The president will meet Putin.", "The president will meet Obama and Merkel."),
    ("ru", "Рождество он встретил в камере.", "He spent Christmas in a cell.", "He spent Hanukkah with Rabbi Goldstein."),
    ("az", "Onu Kürdəxanı təcridxanasına aparıblar.", "He was taken to the Kurdakhani detention centre.", "He was taken to Guantanamo in Cuba."),
]  # fmt: skip
INVENTED_HELD_BACK: list[Row] = [
    ("az", "İstintaq iki aydır davam edir.", "The investigation has been going on for two months.", "The investigation by Scotland Yard and Interpol has gone on for two months."),
    ("ru", "Депутат уехал в Стамбул и не вернулся.", "The deputy left for Istanbul and did not come back.", "Deputy Erdem left for Ankara with Yilmaz."),
    ("az", "İran sərhədində üç nəfər saxlanıb.", "Three people were detained on the Iranian border.", "Three people were detained in Kabul by Taliban."),
    ("az", "Nərmin Qasımova Fransaya köçüb.", "Narmin Gasimova moved to France.", "Angela Smith moved to Canada."),
    ("ru", "В сентябре суд продлил арест на три месяца.", "In September the court extended the arrest for three months.", "In Boston Judge Walker extended the arrest of Tsarnaev."),
    ("az", "Müxalifət partiyası mitinq keçirib.", "The opposition party held a rally.", "The Likud party of Netanyahu held a rally in Haifa."),
    ("ru", "Немецкая компания закрыла завод в Казахстане.", "A German company closed its plant in Kazakhstan.", "Toyota closed its plant in Nagoya."),
    ("az", "Şahid Gəncədən gəlmişdi.", "The witness had come from Ganja.", "The witness Pedro had come from Bogota."),
    ("ru", "Правозащитница получила премию в Осло.", "The rights defender received a prize in Oslo.", "Malala received a prize from Clinton."),
    ("az", "Bazar ertəsi məhbuslar aclıq elan edib.", "On Monday the prisoners declared a hunger strike.", "On Monday Bobby Sands declared a hunger strike in Belfast."),
    ("az", "ABŞ Dövlət Departamenti cavab verməyib.", "The US State Department has not answered.", "Blinken and Nuland have not answered Reuters."),
    ("ru", "Испанец и две итальянки дали показания.", "A Spaniard and two Italian women testified.", "Messi and Ronaldo testified in Barcelona."),
    ("az", "Bakıda yağış yağır.", "It is raining in Baku.", "It is raining in London and Manchester."),
    ("ru", "Турецкий суд оправдал курдского политика.", "A Turkish court acquitted a Kurdish politician.", "A Syrian court acquitted Bashar and Asma."),
    ("az", "Həkim yapon və çin dərmanlarını yazıb.", "The doctor prescribed Japanese and Chinese medicines.", "Doctor Watson prescribed Aspirin for Sherlock."),
    ("ru", "Декабрь выдался холодным, камеры не топили.", "December was cold, and the cells were not heated.", "Siberia was cold, and Solzhenitsyn was not fed."),
    ("az", "Naxçıvan sakinləri məktub yazıb.", "Residents of Nakhchivan have written a letter.", "Residents of Yerevan have written to Pashinyan."),
    ("ru", "Премьер Грузии отказался от встречи.", "The prime minister of Georgia declined the meeting.", "Prime minister Modi declined to meet Gandhi."),
    ("az", "Qurani-Kərim məhbusa verilməyib.", "The Holy Quran was not given to the prisoner.", "The Torah was not given to Rabbi Cohen."),
    ("az", "Zabitə Sumqayıtda mənzil verilib.", "The officer was given a flat in Sumgayit.", "Lieutenant Dan was given a flat in Alabama."),
]  # fmt: skip

# What is left alone by `furniture`, `length_ratio`, `unlike` and `copied`, and what is not.
HEADLINES_SEEN: list[Row] = [
    ("az", "Məhkəmə müxalifət liderinin şikayətini növbəti dəfə təmin etməyib", "Court Once Again Dismisses Opposition Leader's Appeal Without Hearing Arguments", "Home News Politics Society Culture Sport World Contacts"),
    ("ru", "Суд отправил журналиста под домашний арест на два месяца", "Court Sends Journalist to House Arrest for Two Months", "About Services Products Gallery Partners Careers Blog Contact"),
    ("az", "Səbəbi bilinmir.", "Nobody knows why.", None),
    ("ru", "Дело по ст. 205.2 ч. 2 УК РФ", "A case under Article 205.2, part 2, of the Russian Criminal Code", None),
    ("ru", "Не знаю.", "I do not know.", None),
    ("az", "Yox, getmədi.", "No, he did not go.", None),
    ("ru", "Да, конечно же.", "Yes.", None),
    ("az", "Rəşad, Kamran, Elnur, Vüqar", "Rəşad, Kamran, Elnur, Vüqar", None),
    ("az", "Anar Rzayev, Tural Sadıqlı, Orxan Bəşirli", "Anar Rzayev, Tural Sadıqlı, Orxan Bəşirli", None),
    ("az", "Məhkəmə onu dinləmədən qərar çıxarıb.", "The court ruled without hearing him.", "Məhkəmə onu dinləmədən qərar çıxarıb."),
    ("ru", "Reporters Without Borders, Human Rights Watch, Amnesty International", "Reporters Without Borders, Human Rights Watch, Amnesty International", None),
    ("az", "Bunu heç kim gözləmirdi.", "Nobody expected it.", None),
    ("az", "Prezident Administrasiyasının rəsmisi jurnalistlərin suallarını cavabsız qoyub", "Presidential Administration Official Leaves Journalists' Questions Unanswered", None),
]  # fmt: skip
HEADLINES_HELD_BACK: list[Row] = [
    ("az", "Vəkillər Kollegiyası tanınmış hüquqşünasın üzvlüyünü dayandırıb", "Bar Association Suspends Membership of Well-Known Rights Lawyer", "Shop Cart Checkout Login Register Wishlist Compare Support"),
    ("ru", "Правозащитники требуют расследовать гибель заключённого в колонии", "Rights Defenders Demand Investigation of Prisoner's Death in Colony", "Main Catalogue Delivery Payment Reviews Vacancies Franchise Sitemap"),
    ("ru", "Почему молчите?", "Why do you say nothing?", None),
    ("az", "Deyə bilmərəm.", "I can't say.", None),
    ("ru", "Так нельзя.", "That is not how it is done.", None),
    ("az", "Hə, doğrudur, belə olub.", "Yes, that's so.", None),
    ("az", "Günel Əhmədova, Sərxan Nağıyev, Pərviz Quluzadə", "Günel Əhmədova, Sərxan Nağıyev, Pərviz Quluzadə", None),
    ("ru", "Meydan TV, Toplum TV, Abzas Media, Kanal 13", "Meydan TV, Toplum TV, Abzas Media, Kanal 13", None),
    ("ru", "Его вывели из зала сразу после приговора.", "He was led out right after the verdict.", "Его вывели из зала сразу после приговора."),
    ("az", "Avropa Şurası siyasi məhbusların azad olunmasını tələb edən qətnamə qəbul edib", "Council of Europe Adopts Resolution Demanding Release of Political Prisoners", None),
    ("ru", "Свобода!", "Free at last!", None),
    ("az", "Onları kim tanıyır ki?", "Who knows them?", None),
]  # fmt: skip
