"""He and she, I and we, and who did it to whom: sentences written for the checks.

A row is a language, a source, an English sentence that says the same, and one in which the people
are others; None where nothing in the source tells. All people are invented.
"""

from __future__ import annotations

Row = tuple[str, str, str, str | None]
SEEN: dict[str, list[Row]] = {
    "pronoun": [
        ("az", "Nigar Həsənova məhkəmədə dindirilib və ifadəsini dəyişməyib.", "Nigar Hasanova was questioned in court and did not change her testimony.", None),
        ("az", "Elçin Qurbanov vəkilinə məktub yazıb.", "Elchin Gurbanov wrote a letter to his lawyer.", "Elchin Gurbanov wrote a letter to her lawyer."),
        ("az", "Sevda Kamil qızı günahını danıb.", "Sevda, daughter of Kamil, denied her guilt.", "Sevda Kamil denied his guilt."),
        ("az", "Rəna xanım dedi ki, sabah gələcək.", "Ms Rana said that she would come tomorrow.", "Rana said that he would come tomorrow."),
        ("az", "Onun anası gəldi.", "His mother came.", None),
        ("az", "Müəllimin həyat yoldaşı dedi ki, bəyanat yalandır.", "The teacher's wife said that the statement was false and that he had not signed it.", None),
        ("az", "Bəyanatda deyilir ki, o, 1987-ci ildə Şəkidə doğulub.", "The statement says that she was born in Sheki in 1987.", None),
        ("az", "Babayeva bacısı ilə görüşmək üçün icazə istəyib.", "Babayeva asked for leave to see her sister.", None),
        ("az", "Qadın həbsxanada öz işini tərk etməyib.", "In prison the woman did not give up her work.", "In prison he did not give up his work."),
        ("az", "O, Əliyevi məhkəmədə tanımadığını bildirib.", "She said in court that she did not know Aliyev.", None),
        ("ru", "Она рассказала, что следователь ей угрожал.", "She said that the investigator had threatened her.", "He said that the investigator had threatened him."),
        ("ru", "Он отказался подписать бумагу.", "He refused to sign the paper.", "She refused to sign the paper."),
        ("az", "Leyla Əhmədova azadlığa çıxandan sonra ölkəni tərk edib.", "After her release Leyla Ahmadova left the country.", "After his release Leyla Ahmadova left the country."),
        ("az", "Müstəntiq Əhmədova zəng edib, o isə susub.", "The investigator rang Ahmadov, but he kept silent.", None),
    ],
    "speaker": [
        ("az", "Mən bu ölkədən sığınacaq istəyirəm, çünki evimdə məni həbs gözləyir.", "I am asking this country for asylum, because at home prison awaits me.", "We are asking this country for asylum, because at home prison awaits us."),
        ("az", "Üç gün ac qaldım, sonra məni xəstəxanaya apardılar.", "I went hungry for three days, then they took me to hospital.", "We went hungry for three days, then they took us to hospital."),
        ("az", "Biz bu qərardan şikayət edəcəyik.", "We shall appeal against this decision.", "I shall appeal against this decision."),
        ("az", "Heç kimə xəyanət etməmişik, bunu bütün şəhər bilir.", "We have betrayed nobody; the whole town knows it.", "I have betrayed nobody; the whole town knows it."),
        ("ru", "Я прошу убежища, потому что меня пытали.", "I ask for asylum because I was tortured.", "We ask for asylum because we were tortured."),
        ("ru", "Мы требуем немедленно освободить всех задержанных.", "We demand the immediate release of all detainees.", "I demand the immediate release of all detainees."),
        ("ru", "Мне отказали в свидании с дочерью.", "I was refused a visit from my daughter.", "We were refused a visit from our daughter."),
        ("ru", "Нас держали в подвале без воды.", "They kept us in a cellar without water.", "They kept me in a cellar without water."),
        ("az", "Bayramdan sonra yardım gəlmədi.", "After the holiday no aid came to us.", None),
        ("az", "Həyat yoldaşımla birlikdə sərhədi keçdik.", "My husband and I crossed the border together.", None),
        ("ru", "Мы с братом вышли на площадь.", "My brother and I went out to the square.", None),
        ("az", "Addım-addım irəliləyən adamlar haram yeməyi rədd edirdi.", "The people, who moved on step by step, refused what is not allowed, and we watched.", None),
    ],
    "roles": [
        ("az", "Polis jurnalisti döydü.", "The police beat the journalist.", "The journalist beat the police."),
        ("az", "Nəzarətçi məhbusu təhqir edib.", "The guard insulted the prisoner.", "The prisoner insulted the guard."),
        ("az", "Rəşad Əliyev Kamran Quliyevi ittiham etdi.", "Rashad Aliyev accused Kamran Guliyev.", "Kamran Guliyev accused Rashad Aliyev."),
        ("az", "Həsənov Nəbiyevə hədə-qorxu gəlib.", "Hasanov threatened Nabiyev.", "Nabiyev threatened Hasanov."),
        ("ru", "Мамедов обвинил Алиева во лжи.", "Mammadov accused Aliyev of lying.", "Aliyev accused Mammadov of lying."),
        ("ru", "Следователь ударил адвоката.", "The investigator hit the lawyer.", "The lawyer hit the investigator."),
        ("ru", "Садыгова защищала Гусейнову.", "Sadigova defended Huseynova.", "Huseynova defended Sadigova."),
        ("ru", "Алиева обвинил Мамедов.", "It was Mammadov who accused Aliyev.", "Aliyev accused Mammadov."),
        ("az", "Jurnalist polis tərəfindən döyülüb.", "The journalist was beaten by the police.", None),
        ("az", "Polis rəisi vəkili qəbul etdi.", "The chief of police received the lawyer.", None),
        ("ru", "Адвоката не пустили к журналисту.", "The lawyer was not let in to see the journalist.", None),
        ("ru", "Прокурора сменил судья.", "The prosecutor was replaced by a judge.", None),
        ("az", "Rəşad Əliyev Kamran Quliyevlə görüşdü.", "Kamran Guliyev met Rashad Aliyev.", None),
    ],
}  # fmt: skip
HELD_BACK: dict[str, list[Row]] = {
    "pronoun": [
        ("az", "Aytən Rüstəmova deyib ki, bu qərar onu qorxutmur.", "Aytan Rustamova said that this decision did not frighten her.", None),
        ("az", "Vüsal İsmayılov həbsxanada kitab yazır, onu tezliklə bitirəcək.", "Vusal Ismayilov is writing a book in prison; he will soon finish it.", "Vusal Ismayilov is writing a book in prison; she will soon finish it."),
        ("az", "Tural Samir oğlu öz səhvini boynuna alıb.", "Tural, son of Samir, admitted his mistake.", "Tural Samir admitted her mistake."),
        ("az", "Kişi polisə dedi ki, heç nə görməyib.", "The man told the police that he had seen nothing.", "She told the police that she had seen nothing."),
        ("az", "Onun qardaşı da həbs olunub.", "Her brother was arrested too.", None),
        ("az", "Nazirin qızı bəyənmədiyi sualı cavabsız qoydu, sonra o, zaldan çıxdı.", "The minister's daughter left a question that she did not like unanswered, then she left the hall.", None),
        ("az", "O, əmindir ki, atası günahsızdır.", "She is certain that her father is innocent.", None),
        ("az", "Kraliça parlamentdə çıxış edib, sonra saraya dönüb.", "The queen spoke in parliament, then returned to her palace.", "He spoke in parliament, then returned to his palace."),
        ("az", "Lalə xanım vəkil kimi işləyir və peşəsini sevir.", "Ms Lala works as a lawyer and loves her profession.", "Lala works as a lawyer and loves his profession."),
        ("ru", "Она писала письма из колонии каждую неделю.", "She wrote letters from the colony every week.", "He wrote letters from the colony every week."),
        ("ru", "Он вышел на свободу в марте.", "He was released in March.", "She was released in March."),
        ("ru", "Она закрыла газету, и её редактор уехал.", "She closed the newspaper, and its editor left.", None),
    ],
    "speaker": [
        ("az", "Məni iki gün döydülər, heç kimə heç nə deməmişəm.", "They beat me for two days; I have said nothing to anyone.", "They beat us for two days; we have said nothing to anyone."),
        ("az", "Sənədi oxumadan imzalamışam.", "I signed the document without reading it.", "We signed the document without reading it."),
        ("az", "Bizə qapını açmadılar, gecəni küçədə keçirdik.", "They did not open the door to us; we spent the night in the street.", "They did not open the door to me; I spent the night in the street."),
        ("az", "Heç nəyə peşman deyiləm.", "I regret nothing.", "We regret nothing."),
        ("ru", "Меня вызвали на допрос в воскресенье.", "I was summoned for questioning on Sunday.", "We were summoned for questioning on Sunday."),
        ("ru", "Мы написали письмо министру, но он не ответил.", "We wrote a letter to the minister, but he did not answer.", "I wrote a letter to the minister, but he did not answer."),
        ("ru", "Нам не сказали, за что его арестовали.", "We were not told what he was arrested for.", "I was not told what he was arrested for."),
        ("ru", "Боюсь, что меня посадят снова.", "I am afraid that I will be put in prison again.", "We are afraid that we will be put in prison again."),
        ("az", "Ölkəmizdə qanun işləmir.", "The law does not work in our country.", None),
        ("az", "Axşam adam çox idi, davam etmək olmurdu.", "In the evening there were many people and it was impossible for us to go on.", None),
        ("ru", "Мы с женой уехали в Грузию.", "My wife and I left for Georgia.", None),
        ("ru", "После Первой мировой войны здесь был лагерь.", "After World War I there was a camp here.", None),
    ],
    "roles": [
        ("az", "Prokuror vəkili tənqid etdi.", "The prosecutor criticised the lawyer.", "The lawyer criticised the prosecutor."),
        ("az", "Müstəntiq müəllimi aldadıb.", "The investigator deceived the teacher.", "The teacher deceived the investigator."),
        ("az", "Anar Səmədov Vüqar Rzayevi məhkəməyə verdi.", "Anar Samadov sued Vugar Rzayev.", "Vugar Rzayev sued Anar Samadov."),
        ("az", "Babayev Kərimova kömək edib.", "Babayev helped Karimov.", "Karimov helped Babayev."),
        ("ru", "Гасанов избил Рзаева.", "Hasanov beat Rzayev.", "Rzayev beat Hasanov."),
        ("ru", "Охранник оскорбил заключённого.", "The guard insulted the prisoner.", "The prisoner insulted the guard."),
        ("ru", "Исмаилова поддержала Кулиеву.", "Ismayilova supported Guliyeva.", "Guliyeva supported Ismayilova."),
        ("ru", "Журналиста обманул прокурор.", "The prosecutor deceived the journalist.", "The journalist deceived the prosecutor."),
        ("az", "Vəkil məhkəmə tərəfindən cərimələndi.", "The lawyer was fined by the court.", None),
        ("az", "Hakim jurnalistə söz verdi.", "The journalist was given the floor by the judge.", None),
        ("az", "Polis əməkdaşı jurnalistin vəkilini dinlədi.", "The police officer listened to the journalist's lawyer.", None),
        ("ru", "Суд вызвал свидетеля, которого назвал адвокат.", "The court called the witness whom the lawyer had named.", None),
        ("ru", "Мамедов встретил Алиева.", "Aliyev met Mammadov.", None),
    ],
}  # fmt: skip
# Missed when the rules were done; nothing was mended for them.
UNSEEN: frozenset[str] = frozenset()
