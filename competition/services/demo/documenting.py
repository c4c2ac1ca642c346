"""Those in the demonstration city who enter with a photo and a certificate."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from io import BytesIO

from competition.domain.entering import NO_NUMBER
from competition.domain.entry_forms import Asked, Question
from competition.domain.identifiers import AccountId, EntryId
from competition.domain.registration import EntryDraft
from competition.services import entering, entry_forms, entry_reviews, files
from competition.services.demo.papers import draw_certificate, draw_photo
from competition.services.demo.people import organiser, worker
from competition.services.demo.stages import EventStory, Step
from competition.services.entering import Said
from competition.services.unit_of_work import UnitOfWork

WITH_PAPERS = "hair-yunqi"
SENDING = ("colleague14", "colleague15", "colleague16", "colleague17")
"""The last one sends no certificate; the first is accepted and has a ticket with a photo."""

LEVELS = (("3", "高级工（三级）"), ("4", "中级工（四级）"), ("3", "高级工（三级）"), ("4", ""))
QUESTIONS = (
    Question("q1", "近期免冠照片", Asked.FILE, required=True, purpose="photo"),
    Question("q2", "职业技能等级证书", Asked.FILE, purpose="certificate"),
    Question("q3", "是否自带工具", Asked.ONE, required=True, choices=("自带", "使用赛场工具")),
)


@dataclass(slots=True)
class PapersStory:
    """An event asks for documents, and some send them."""

    accounts: Mapping[str, AccountId]
    story: EventStory
    today: datetime
    entered: list[EntryId] = field(default_factory=list)

    def steps(self) -> Iterator[Step]:
        """Everything that happens, in order."""
        yield self.today - timedelta(days=8), self.ask
        for place in range(len(SENDING)):
            yield self.today - timedelta(days=6, minutes=-17 * place), self._sending(place)
        yield self.today - timedelta(days=4), self.accept_one

    def ask(self, uow: UnitOfWork) -> None:
        """Ask for a photo, a certificate and the tools from now on."""
        mine = self._as_organiser(uow)
        seen = entry_forms.describe_form(mine, self.story.event_id).digest
        entry_forms.save_form(mine, self.story.event_id, QUESTIONS, seen)

    def accept_one(self, uow: UnitOfWork) -> None:
        """Accept the first of them."""
        mine, event_id = self._as_organiser(uow), self.story.event_id
        entry_reviews.answer_entry(mine, event_id, self.entered[0], accept=True, reason="材料齐全")

    def _sending(self, place: int) -> Callable[[UnitOfWork], None]:
        def send(uow: UnitOfWork) -> None:
            mine = replace(uow, actor=worker(self.accounts[SENDING[place]]))
            own = entering.prepare_entering(mine, self.story.event_id).own
            level, words = LEVELS[place]
            answers = {"q1": self._store(mine, draw_photo(place), "照片.jpg", "photo")}
            if words:
                drawn = draw_certificate(own.name, self.story.plan.trade.title, words, place + 1)
                answers["q2"] = self._store(mine, drawn, "等级证书.jpg", "certificate")
            answers["q3"] = QUESTIONS[2].choices[place % 2]
            number = entry_forms.present_form(mine, self.story.event_id).number
            said = Said(form_number=number, answers={0: answers})
            draft = EntryDraft(NO_NUMBER, own.name, own.unit, level, 27 + 4 * place)
            self.entered.append(entering.enter_event(mine, self.story.event_id, draft, said))

        return send

    def _store(self, uow: UnitOfWork, drawn: bytes, name: str, purpose: str) -> str:
        read = files.read_upload(BytesIO(drawn), name, purpose)
        return str(files.store_waiting(uow, read))

    def _as_organiser(self, uow: UnitOfWork) -> UnitOfWork:
        return replace(uow, actor=organiser(self.accounts["organiser"]))
