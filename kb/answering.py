"""Question → Answer, without a language model: understand, retrieve, choose evidence, decide, compose, check."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, partial

from ingest.chunk import sentence_chunk_id
from ingest.types import Clause
from kb import compose, parts, refusal, wording
from kb.clarify import unclear
from kb.conversation import asks_nothing, correct, earlier_of, listen, resolve
from kb.embedder import Vectors
from kb.evidence import Evidence, Sentence, describe, sentences_of
from kb.hierarchy import rank
from kb.jurisdiction import within_place
from kb.library import Library
from kb.numbers import quantities
from kb.query import Question
from kb.ranking import Model
from kb.reader import READ, Reader
from kb.references import Named
from kb.responsible import responsible
from kb.retrieval import Scored
from kb.scope import beyond, without_instructions
from kb.strategies.about import about_document
from kb.strategies.collect import DEPTH, asks_all, collected
from kb.strategies.compare import says, two_documents
from kb.strategies.conflict import both, conflicting
from kb.strategies.draft import Draft, Support
from kb.strategies.eligibility import DEPTH as ELIGIBLE_DEPTH
from kb.strategies.eligibility import checklist, may_apply, thing_applied_for, told_segments
from kb.strategies.named import whole_articles
from kb.strategies.outline import counted_parts, parts_of_heading
from kb.strategies.passages import best_sentences
from kb.strategies.tables import rows_of_table
from kb.text import fold, simplify
from kb.types import Answer
from kb.understanding import Understanding
from kb.verify import supported

CLAUSES = 12  # clauses whose sentences are weighed; on the development set all evidence is among the first 10
_SPOKEN_OF = 0.5  # share of a part's weight in what is shown, from which the part is not said to be missing
_DEEPER = 4  # how many times as many are retrieved where some documents are left out
_FAR_BETTER = 1.0  # units of the ranker; the same rule in two versions scores alike
_MOST_ASKED = 3  # facts asked for at a time
_TURNS = 12  # earlier questions looked back on
SHOWN = 5  # nearest clauses returned with an answer


class Answerer:
    """Answers from one library through the given access to the indexes."""

    def __init__(
        self,
        library: Library,
        understanding: Understanding,
        search: Callable[[Question, Vectors | None, int, Sequence[str] | None], Sequence[Scored]],
        embed: Callable[[str], Vectors | None],
        sentence_vectors: Callable[[Sequence[str]], Mapping[str, Vectors]],
        model: Model,
        named: Callable[[str], Named],
        reader: Reader | None,
        outdated: Callable[[date], frozenset[str]],
    ) -> None:
        self._library = library
        self._clauses = library.by_id
        self._understanding = understanding
        self._search = search
        self._embed = embed
        self._vectors = sentence_vectors
        self._model = model
        self._named = named
        self._reader = reader
        self._outdated = outdated

    def understand(self, asked: str, history: Sequence[str]) -> tuple[Question, str | None]:
        """The question, resolved against the earlier ones, and a note on what was read otherwise than typed."""
        _, _, question, note = self._heard(asked, history)
        return question, note

    def _heard(self, asked: str, history: Sequence[str]) -> tuple[Question, Question | None, Question, str | None]:
        """The question alone, what it may lean on, the question as it is meant, and a note on how it was read."""
        folded = fold(simplify(asked))
        said = listen(without_instructions(folded) or folded)
        plain = not (said.corrects or said.changes) and said.text == folded
        alone, note = self._understanding.analyse(asked if plain else said.text)
        earlier = self._earlier(alone, history)
        if earlier is None or said.changes:
            return alone, None, alone, note
        question = correct(alone, earlier, said.dropped) if said.corrects else resolve(alone, earlier)
        return alone, earlier, question, note

    def _earlier(self, question: Question, history: Sequence[str]) -> Question | None:
        turns = [fold(simplify(text)) for text in history[-_TURNS:]]
        return earlier_of(turns, question, lambda text: self._understanding.analyse(text)[0])

    def answer(self, asked: str, history: Sequence[str] = (), on: date | None = None) -> Answer:
        """The answer by the law of a day, today by default."""
        if reason := beyond(fold(simplify(asked))):
            return Answer(asked, wording.BEYOND[reason], True, (), (), ())
        alone, earlier, question, note = self._heard(asked, history)
        if asks_nothing(alone):
            return Answer(asked, wording.NO_QUESTION, True, (), (), ())
        if back := unclear(question, earlier, self._named(question.text), self._library):
            return Answer(asked, back, True, (), (), (), asks=(back,), reading=note)
        weighed = cache(partial(self.evidence, question))  # by the documents left out
        left_out = self._left_out(question, on or date.today())
        if left_out and _only_there(weighed(frozenset())[1], weighed(left_out)[1], left_out):
            left_out = frozenset()
        turns = [fold(simplify(text)) for text in history[-_TURNS:]]
        if found := self._eligible(asked, alone, turns, left_out):
            return found
        found = self._answer(asked, alone, earlier, question, left_out, weighed(left_out))
        thing = thing_applied_for(alone.text)
        if thing and not any(may_apply(s.text) for s in found.statements):  # what else a clause says of it is no answer
            text = wording.not_answered((thing,), (), None) if found.retrieved else wording.NOTHING
            found = replace(found, text=text, abstained=True, statements=(), citations=(), lead=None, notice=None)
        if found.abstained and left_out:  # better a former rule that is said to be former than none
            former = self._answer(asked, alone, earlier, question, frozenset(), weighed(frozenset()))
            found = found if former.abstained else former
        return replace(found, reading=note)

    def _answer(
        self,
        asked: str,
        alone: Question,
        earlier: Question | None,
        question: Question,
        left_out: frozenset[str],
        evidence: tuple[Sequence[Scored], list[Evidence]],
    ) -> Answer:
        scored, ranked = evidence
        hits = self._library.hits(scored[:SHOWN])
        draft, missing = self._structured(question, scored)
        unanswered: list[str] = []
        notice: str | None = None
        if compared := self._compared(question):
            draft, notice = compared
            if draft is None:
                return Answer(asked, f"{notice}{wording.NEAREST}", True, (), (), hits)
            missing = None
        if draft is None and missing is None:
            draft = self._collected(question, ranked, left_out)
        if draft is None and missing is None:
            draft, unanswered = self._sentences_of_parts(question, alone, earlier, ranked, left_out)
            if draft is not None and not unanswered:
                draft, notice = self._with_conflict(question, draft, ranked)
        larger: str | None = None
        if draft is not None:
            source = draft.supports[0].clause.document_id
            draft, larger = within_place(question, draft, self._library.titles)
            if draft is None and larger:
                text = wording.not_of_place(larger, self._library.titles[source])
                return Answer(asked, text, True, (), (), hits)
        if draft is not None:
            if larger and not notice:
                notice = wording.only_local(larger, self._library.titles[source])
            notice = wording.parts_not_answered(unanswered) if unanswered else notice
            result = compose.answer(asked, draft, self._library.documents, hits, notice)
            checked = supported(result)
            if checked.statements:
                return checked
        names = refusal.missing_names(question, ranked) if ranked else ()
        text = wording.not_answered(names, question.kinds, missing) if hits else wording.NOTHING
        body = responsible(question, ranked) if hits else None
        notice = wording.whom_to_ask(self._library.titles[body[0]], body[1]) if body else None
        return Answer(asked, text, True, (), (), hits, notice=notice)

    def _left_out(self, question: Question, on: date) -> frozenset[str]:
        """Documents that were no law on the day, but for those that the question names."""
        outdated = self._outdated(on)
        named = set(self._named(question.text).documents)
        return frozenset(
            one
            for one in outdated
            if one in self._library.titles and one not in named and fold(self._library.titles[one]) not in question.text
        )

    def _eligible(
        self, asked: str, question: Question, turns: Sequence[str], left_out: frozenset[str]
    ) -> Answer | None:
        """A checklist, where someone asks whether they may apply for something and a clause holds its conditions."""
        thing = thing_applied_for(question.text)
        if thing is None:
            return None
        before = [thing_applied_for(turn) for turn in turns]
        thing = thing or next((one for one in reversed(before) if one), "")
        part = self._understanding.analyse(thing)[0] if thing else question
        scored, ranked = self.evidence(part, left_out, ELIGIBLE_DEPTH)
        found = checklist([t for t in part.terms if not t.place], told_segments(question, turns), ranked)
        if found is None:
            return None
        supports = [found.opening] if found.opening else []
        supports += [replace(c.support, check=c.check) for c in found.conditions]
        supports += found.along
        checks = [c.check for c in found.conditions]
        lead = wording.checklist(*(checks.count(check) for check in ("met", "not_met", "unknown")))
        open_ones = sorted(
            (c for c in found.conditions if c.check == "unknown" and "其他条件" not in c.support.quote),
            key=lambda c: not quantities(c.support.quote),
        )
        asks = tuple(wording.tell(c.support.quote) for c in open_ones[:_MOST_ASKED])
        draft = Draft(tuple(supports), lead, asks=asks)
        return supported(compose.answer(asked, draft, self._library.documents, self._library.hits(scored[:SHOWN])))

    def _compared(self, question: Question) -> tuple[Draft | None, str | None] | None:
        """What each of two documents says, side by side, where a question compares them; and which says nothing."""
        found = two_documents(question.text, self._library.titles)
        if found is None:
            return None
        documents, topic = found
        part = self._understanding.analyse(topic)[0]
        supports: list[Support] = []
        silent = []
        for document in documents:
            others = frozenset(self._library.documents) - {document}
            ranked = self.evidence(part, others)[1]
            draft = best_sentences(part, ranked) if says(ranked) else None
            supports += draft.supports if draft else ()
            if draft is None:
                silent.append(self._library.titles[document])
        draft = Draft(tuple(supports), grouped=True) if supports else None
        return draft, wording.side_missing(silent, re.sub(r"\d+", "", topic)) if silent else None

    def _collected(self, question: Question, ranked: Sequence[Evidence], left_out: frozenset[str]) -> Draft | None:
        """Everything on a topic, where that is asked for and the best of it answers."""
        if not asks_all(question) or not refusal.answered(question, ranked, self._model):
            return None
        return collected(question, self.evidence(question, left_out, DEPTH)[1], self._library.documents)

    def _with_conflict(self, question: Question, draft: Draft, ranked: Sequence[Evidence]) -> tuple[Draft, str | None]:
        """The draft, with the sentence of another document that contradicts it, and a note that says so."""
        other = conflicting(question, draft, ranked)
        if other is None:
            return draft, None
        draft = both(draft, other, self._library.documents)
        documents = [
            self._library.documents[one] for one in dict.fromkeys(s.clause.document_id for s in draft.supports)
        ]
        dates = [d.effective_date or d.issue_date or d.publish_date for d in documents]
        return draft, wording.disagreement(
            [(d.title, rank(d).name, day) for d, day in zip(documents, dates, strict=True)]
        )

    def evidence(
        self, question: Question, left_out: frozenset[str] = frozenset(), depth: int = CLAUSES
    ) -> tuple[Sequence[Scored], list[Evidence]]:
        """The retrieved clauses, and all their sentences by descending score; nothing of the documents left out."""
        vector = self._embed(question.embedded)
        scored = self._retrieved(question, vector, left_out, depth)
        if articles := self._named(question.text).clauses:  # an article that is named is not answered by another
            scored = [one for one in scored if one.clause_id in articles]
        groups = [(one, self._sentences(one.clause_id)) for one in scored]
        ids = [sentence_chunk_id(one.clause_id, i, len(group)) for one, group in groups for i in range(len(group))]
        vectors = self._vectors(ids) if vector is not None else {}
        found: list[Evidence] = []
        for one, group in groups:
            for i, sentence in enumerate(group):
                own = vectors.get(sentence_chunk_id(one.clause_id, i, len(group)))
                dense = float(own @ vector) if own is not None and vector is not None else one.dense
                features = describe(
                    question,
                    sentence,
                    clause_score=one.fused,
                    clause_dense=one.dense,
                    sentence_dense=dense,
                    idf=self._understanding.idf,
                )
                found.append(Evidence(sentence, features, self._model.score(features), group))
        found.sort(key=lambda e: (-e.score, e.sentence.clause.id, e.sentence.start))
        return scored, self._model.led(self._read(question, found))

    def _read(self, question: Question, ranked: list[Evidence]) -> list[Evidence]:
        """The sentences, the first of them read."""
        if self._reader is None:
            return ranked
        readings = self._reader.read(question, [one.sentence for one in ranked[:READ]])
        return [
            *(replace(one, reading=reading) for one, reading in zip(ranked[:READ], readings, strict=True)),
            *ranked[READ:],
        ]

    def _retrieved(
        self, question: Question, vector: Vectors | None, left_out: frozenset[str], depth: int
    ) -> list[Scored]:
        wanted = depth * _DEEPER if left_out else depth
        within = [one for one in self._library.documents if one not in left_out]
        only = within if 2 * len(within) < len(self._library.documents) else None  # few are left: look in them alone
        found = [one for one in self._search(question, vector, wanted, only) if one.clause_id in self._clauses]
        return [one for one in found if self._clauses[one.clause_id].document_id not in left_out][:depth]

    def _structured(self, question: Question, scored: Sequence[Scored]) -> tuple[Draft | None, str | None]:
        """What the documents' metadata, outline or tables answer as a whole; or the name of metadata that is missing."""
        library = self._library
        draft, missing = whole_articles(question, self._named(question.text), self._clauses, library.titles)
        if draft is not None or missing is not None:
            return draft, missing
        draft, missing = about_document(question, list(library.documents.values()), library.clauses)
        if draft is not None or missing is not None:
            return draft, missing
        nearest = [self._clauses[one.clause_id] for one in scored]
        headings = self._headings(nearest)
        draft = parts_of_heading(question, headings, library.children, library.titles)
        draft = draft or counted_parts(question, nearest, headings, library.children)
        if draft is not None:
            return draft, None
        for table in dict.fromkeys(
            c.id if c.kind == "table" else c.parent_id for c in nearest if c.kind in ("row", "table")
        ):
            rows = [c for c in library.children.get(table or "", ()) if c.kind == "row"]
            draft = rows_of_table(question, rows, self._clauses[table].heading or "" if table else "")
            if draft is not None:
                return draft, None
        return None, None

    def _sentences_of_parts(
        self,
        question: Question,
        alone: Question,
        earlier: Question | None,
        ranked: Sequence[Evidence],
        left_out: frozenset[str],
    ) -> tuple[Draft | None, list[str]]:
        """Sentences that answer the question; where it asks several things, those that answer each, and the others."""
        whole = self._sentences_for(question, ranked)
        drafts: list[Draft | None] = []
        unanswered: list[tuple[str, Question]] = []
        for said, part in self._parts(question, alone, earlier):
            scored, found = self.evidence(part, left_out)
            draft, _ = self._structured(part, scored)
            drafts.append(draft or self._sentences_for(part, found))
            if drafts[-1] is None:
                unanswered.append((said, part))
        if not drafts or unanswered:  # what answers each part answers the whole, more closely
            if whole is None:
                return None, []
            drafts.insert(0, whole)
        supports = [support for draft in drafts if draft is not None for support in draft.supports]
        shown = fold("".join(support.clause.text[support.start : support.end] for support in supports))
        left = [said for said, part in unanswered if _covered(part, shown) < _SPOKEN_OF]
        return Draft(tuple(dict.fromkeys(supports))), left

    def _sentences_for(self, question: Question, ranked: Sequence[Evidence]) -> Draft | None:
        return best_sentences(question, ranked) if refusal.answered(question, ranked, self._model) else None

    def _parts(self, question: Question, alone: Question, earlier: Question | None) -> list[tuple[str, Question]]:
        """The single questions in a question, as said and as meant: the first goes on from the earlier question, each
        further one from the one before. `alone` is the question without the earlier one."""
        if question.english:
            return []
        found = []
        for text in parts.split(alone.text):
            earlier = resolve(self._understanding.analyse(text)[0], earlier)
            found.append((text, earlier))
        return found or [("、".join(part.years) + "年", part) for part in parts.by_year(question)]

    def _headings(self, nearest: Sequence[Clause]) -> list[Clause]:
        """The heading clauses found, and those above the clauses found."""
        found: dict[str, Clause] = {}
        for clause in nearest:
            current: Clause | None = clause
            while current is not None:
                if current.kind == "heading":
                    found[current.id] = current
                current = self._clauses.get(current.parent_id or "")
        return list(found.values())

    def _sentences(self, clause_id: str) -> tuple[Sentence, ...]:
        clause = self._clauses[clause_id]
        return sentences_of(clause, self._library.documents[clause.document_id].title)


def _only_there(ranked: Sequence[Evidence], others: Sequence[Evidence], left_out: frozenset[str]) -> bool:
    """Whether the best sentence is in a document left out, and none of the other documents' is nearly as good."""
    if not ranked or ranked[0].sentence.clause.document_id not in left_out:
        return False
    return not others or ranked[0].score - others[0].score > _FAR_BETTER


def _covered(question: Question, text: str) -> float:
    return sum(term.weight * term.match(text) for term in question.terms) / question.weight
