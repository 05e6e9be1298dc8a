"""Answers of language models to one sentence: those that are no translation, and those that are.

Of `SOURCE`, sentence 3 of a prompt that shows `BEFORE` as well.
"""

from __future__ import annotations

from typing import Any

from tests.support.llm_server import Answer, chat

BEFORE = (
    "Jurnalist Aysel Quluzadə noyabrın 3-də saxlanılıb.",
    "Onun vəkili dedi ki, ona heç bir sənəd verilməyib.",
)
SOURCE = "Məhkəmə onun işi üzrə iclası mayın 12-nə təxirə saldı."
GOOD = "The court postponed the hearing in her case until 12 May."

_FIRST = "Journalist Aysel Guluzade was detained on 3 November."
_SECOND = "Her lawyer said that she had not been given any documents."

# What is said of it, and the answer.
BAD: tuple[tuple[str, Answer], ...] = (
    # echoes
    ("original stands in it", f"3. {SOURCE}"),
    ("original stands in it", f"3. {SOURCE} – {GOOD}"),
    ("original stands in it", f"3. {GOOD} ({SOURCE})"),
    ("original stands in it", "3. MƏHKƏMƏ ONUN İŞİ ÜZRƏ İCLASI MAYIN 12-NƏ TƏXİRƏ SALDI."),
    ("another sentence", f"3. {BEFORE[1]}"),
    ("it is of another sentence", f"2. {BEFORE[1]}"),
    ("it is of another sentence", f"1. {_FIRST}"),
    ("it is of another sentence", f"4. {GOOD}"),
    ("it does not say which", _SECOND),
    ("it does not say which", "Translate sentence 3 alone:"),
    # empties
    ("it is empty", ""),
    ("it is empty", " \n\n\t"),
    ("it is empty", chat(None)),
    ("it is empty", chat(["3. The court"])),
    ("it does not say which", "3."),
    ("it does not say which", "…"),
    ("it is empty", "3. …"),
    ("breaks off", "3. 12"),
    ("it is empty", "3. —"),
    ("no answer", {"choices": []}),
    ("no answer", {}),
    ("no answer", {"choices": [chat(GOOD)["choices"][0], chat(GOOD)["choices"][0]]}),
    ("no answer", {"choices": ["3."]}),
    ("it is empty", {"choices": [{"finish_reason": "stop"}]}),
    ("no JSON", b""),
    ("no JSON", b"<html>busy</html>"),
    ("no JSON", b"[" * 100_000),
    ("no object", b'["3. The court"]'),
    ("longer than", b'{"a": "' + b"x" * 4_100_000 + b'"}'),
    ("status 400", (400, {"error": {"message": "context size exceeded"}})),
    ("status 500", (500, b"template failed")),
    # chatter
    ("more than one line", f"Here is the translation:\n3. {GOOD}"),
    ("does not say which", f"Sure! Here is the translation: {GOOD}"),
    ("speaks of the task", f"3. Sure! Here is the translation: {GOOD}"),
    ("speaks of the task", f"3. The translation of the sentence is: {GOOD}"),
    ("speaks of the task", f"3. English: {GOOD}"),
    ("speaks of the task", f"3. Translation: {GOOD}"),
    ("speaks of the task", f"3. {GOOD} (Note: the original does not say whose case it is.)"),
    ("speaks of the task", f"3. {GOOD} Note: “iclas” may also mean a session."),
    ("speaks of the task", f"3. {GOOD} Let me know if you need the next one!"),
    ("speaks of the task", f"3. {GOOD} I hope this helps."),
    ("speaks of the task", "3. I'm sorry, but I can't help with that request."),
    ("speaks of the task", "3. I cannot translate this sentence, since it may be sensitive."),
    ("speaks of the task", "3. As an AI language model, I do not know this court."),
    ("speaks of the task", f"3. Вот перевод: {GOOD}"),
    ("speaks of the task", f"3. Tərcümə: {GOOD}"),
    ("more than one line", f"3. {GOOD}\n\nExplanation: təxirə salmaq means to postpone."),
    ("more than one line", f"```\n3. {GOOD}\n```"),
    ("more than one line", f"3. {GOOD}\nor\n3. The court adjourned the session to May 12."),
    ("declined", chat(None, refusal="I cannot help with that.")),
    ("speaks of the task", "3. I cannot say."),
    ("speaks of the task", "3. I don't know how to say this."),
    ("speaks of the task", "3. Yes, I understand the request now."),
    ("speaks of the task", "3. Please give me the sentence to work on."),
    ("speaks of the task", f"3. Sure! {GOOD}"),
    ("to fill in", "3. [English translation here]"),
    ("to fill in", "3. (your answer)."),
    ("to fill in", f'3. {{"3": "{GOOD}"}}'),
    ("to fill in", "3. <the court's decision>"),
    ("does not say which", f'{{"3": "{GOOD}"}}'),
    # characters that are no text
    ("no text: U+202E", f"3. {GOOD[:20]}\u202e{GOOD[20:]}"),
    ("no text: U+001B", f"3. {GOOD[:20]}\x1b[2J{GOOD[20:]}"),
    ("no text: U+0000", f"3. {GOOD[:20]}\x00{GOOD[20:]}"),
    ("no text: U+FFFD", f"3. {GOOD[:20]}\ud800{GOOD[20:]}"),
    ("no text: U+E000", f"3. {GOOD[:20]}\ue000{GOOD[20:]}"),
    ("no text: U+E0041", f"3. {GOOD[:20]}\U000e0041{GOOD[20:]}"),
    # thinking
    ("thought and did not answer", f"<think>The user wants a translation. {GOOD}"),
    ("thought and did not answer", "<thinking>Məhkəmə is a court"),
    ("it is empty", "<think>Məhkəmə is a court.</think>\n"),
    ("thought and did not answer", chat(None, reasoning_content="Məhkəmə is a court.")),
    ("thought and did not answer", chat("", reasoning_content=f"3. {GOOD}")),
    ("thought and did not answer", chat(" ", reasoning="First, the subject …")),
    ("thought and did not answer", f"<|channel|>analysis<|message|>3. {GOOD}"),
    ("more than one line", f"Let me think about it.\n\n3. {GOOD}"),
    # cut
    ("length limit", chat("3. The court postponed", "length")),
    ("length limit", chat(f"3. {GOOD}", "length")),
    ("did not end it by itself", chat(f"3. {GOOD}", None)),
    ("did not end it by itself", chat(f"3. {GOOD}", "content_filter")),
    ("did not end it by itself", chat(None, "tool_calls")),
    ("breaks off", "3. The court postponed the hearing in her case,"),
    ("breaks off", "3. The court postponed"),
    ("breaks off", "3. The court postponed the hearing in her case until ("),
    # joined and dropped
    ("several numbered", f"3. {GOOD} 4. The judge left."),
    ("several numbered", f"3. 1. {_FIRST}"),
    ("more than one line", f"1. {_FIRST}\n2. {_SECOND}\n3. {GOOD}"),
    ("more than one line", f"2. {_SECOND}\n3. {GOOD}"),
    ("more sentences", f"3. {_SECOND} {GOOD}"),
    ("more sentences", f"3. {_FIRST} {_SECOND} {GOOD}"),
    ("another sentence", f"1. {_FIRST} {_SECOND}"),
    ("shorter", "3. May."),
    # in another language
    ("Azerbaijani that the source", "3. Mahkeme onun davasıyla ilgili duruşmayı 12 Mayıs tarihine erteledi."),
    ("another language", "3. Das Gericht hat die Verhandlung in ihrem Fall auf den 12. Mai vertagt."),
    ("another language", "3. Le tribunal a reporté l'audience dans son affaire au 12 mai."),
    ("another alphabet", "3. Суд отложил заседание по её делу до 12 мая."),
    ("another alphabet", "3. 法院将她的案件审理推迟到5月12日。"),
    ("Azerbaijani", "3. Məhkəmə onun işini növbəti aya saxlayıb, mayın 12-də."),
    # loops
    ("repeats", "3. The court postponed the hearing of the court of the court of the court of the court."),
    ("repeats", "3. until until until until until until until until until 12 May."),
    ("", f"3. {'ha' * 60} 12."),
    # marks of templates
    ("chat template", f"3. {GOOD}<|im_end|>"),
    ("chat template", "<|im_end|><|im_end|><|im_end|>"),
    ("chat template", f"[INST] 3. {GOOD} [/INST]"),
    ("chat template", f"<start_of_turn>model 3. {GOOD}"),
    ("chat template", f"3. {GOOD}</s>"),
    ("chat template", f"<|start|>assistant 3. {GOOD}"),
)  # fmt: skip

# A sentence of its own, without the sentences before: the answer, and what is taken of it.
LEFT_ALONE: tuple[tuple[str, Any, str], ...] = (
    (SOURCE, f"1. {GOOD}", GOOD),
    (SOURCE, f"1) {GOOD}", GOOD),
    (SOURCE, f"(1) {GOOD}", GOOD),
    (SOURCE, f"[1] {GOOD}\n", GOOD),
    (SOURCE, f"1. “{GOOD}”", GOOD),
    (SOURCE, f"1. **{GOOD}**", GOOD),
    (SOURCE, f'1. "{GOOD}"', GOOD),
    (SOURCE, f"<think>Məhkəmə is a court.</think>\n\n1. {GOOD}", GOOD),
    (SOURCE, f"Məhkəmə is a court.</think>1. {GOOD}", GOOD),
    (SOURCE, chat(f"1. {GOOD}", reasoning_content="Məhkəmə is a court."), GOOD),
    (SOURCE, chat(f"1. {GOOD}", "eos"), GOOD),
    ("“Mən özümü təqsirli bilmirəm”.", "1. “I do not plead guilty.”", "“I do not plead guilty.”"),
    ("Leyla Məmmədova", "1. Leyla Məmmədova", "Leyla Məmmədova"),
    ("2025-ci ildə 12 nəfər həbs olunub.", "1. In 2025, 12 people were arrested.", "In 2025, 12 people were arrested."),
    ("1. Birinci bənd ləğv edilib.", "1. 1. The first paragraph was repealed.", "1. The first paragraph was repealed."),
    ("Tərcümə: Nərmin Əliyeva.", "1. Translation: Narmin Aliyeva.", "Translation: Narmin Aliyeva."),
    ("O, tərcümə haqqında dedi: “Yaxşıdır”.", "1. About the translation she said: “It is good.”", "About the translation she said: “It is good.”"),
    ("Üzr istəyirəm, amma kömək edə bilmərəm.", "1. I'm sorry, but I can't help.", "I'm sorry, but I can't help."),
    ("Saxlanılanların siyahısı budur:", "1. Here is the list of those detained:", "Here is the list of those detained:"),
    ("Xahiş edirəm, mənə kömək edin.", "1. Please help me.", "Please help me."),
    ("Aysel Quluzadə, Leyla Məmmədova", "1. Aysel Quluzadə, Leyla Məmmədova", "Aysel Quluzadə, Leyla Məmmədova"),
    ("Deyə bilmərəm.", "1. I cannot say.", "I cannot say."),
    ("Necə deyim, bilmirəm.", "1. I don't know how to say this.", "I don't know how to say this."),
    ("Bəli, mən bunu başa düşürəm.", "1. Yes, I understand this.", "Yes, I understand this."),
    ("[Alqışlar]", "1. [Applause]", "[Applause]"),
    ("(Davamı var)", "1. (To be continued)", "(To be continued)"),
    ("Bəli, əlbəttə.", "1. Yes, of course.", "Yes, of course."),
    (
        "Vəkil dedi ki, o, günahsızdır, lakin məhkəmə bunu nəzərə almadı, sonra isə iclas bağlandı.",
        "1. The lawyer said that he was innocent. However, the court ignored it, and then the hearing was closed.",
        "The lawyer said that he was innocent. However, the court ignored it, and then the hearing was closed.",
    ),
)  # fmt: skip
