"""All screens of the main window by their names: the one list of them."""

from collections.abc import Callable
from functools import partial

from ui.care import Care
from ui.exchange import Exchange
from ui.screens.audit import AuditScreen
from ui.screens.backups import BackupsScreen
from ui.screens.contact_form import ContactForm
from ui.screens.decision import DecisionScreen
from ui.screens.display_settings import DisplaySettingsScreen
from ui.screens.employer_form import EmployerForm
from ui.screens.employers import EmployersScreen
from ui.screens.exchange import ExchangeScreen
from ui.screens.figure_people import FigurePeopleScreen
from ui.screens.figures import FiguresScreen
from ui.screens.follow_ups import FollowUpsScreen
from ui.screens.outcome_form import OutcomeForm
from ui.screens.person_question import PersonQuestionScreen
from ui.screens.referral_form import ReferralForm
from ui.screens.referrals import ReferralsScreen
from ui.screens.screen import Screen
from ui.screens.settings import SettingsScreen
from ui.screens.today import TodayScreen
from ui.screens.typing_settings import TypingSettingsScreen
from ui.screens.users import UsersScreen
from ui.screens.vacancies import VacanciesScreen
from ui.screens.vacancy_form import VacancyForm
from ui.screens.visit_form import VisitForm
from ui.screens.visits import VisitsScreen
from ui.screens.worker_form import WorkerForm
from ui.screens.workers import WorkersScreen
from ui.workplace import Workplace

SCREENS: tuple[type[Screen], ...] = (
    TodayScreen,
    WorkersScreen,
    WorkerForm,
    VisitsScreen,
    VisitForm,
    ReferralsScreen,
    ReferralForm,
    OutcomeForm,
    FollowUpsScreen,
    ContactForm,
    VacanciesScreen,
    VacancyForm,
    EmployersScreen,
    EmployerForm,
    FiguresScreen,
    FigurePeopleScreen,
    TypingSettingsScreen,
    DisplaySettingsScreen,
    UsersScreen,
    AuditScreen,
    DecisionScreen,
    PersonQuestionScreen,
)
BESIDE_THE_EXCHANGE: tuple[type[ExchangeScreen] | type[SettingsScreen], ...] = (
    ExchangeScreen,
    SettingsScreen,
)


class Screens(dict[str, Screen]):
    """The screens of one signed-in counsellor, by their names.

    Each is built when it is first asked for: building all of them would make signing in wait.
    """

    def __init__(self, place: Workplace, exchange: Exchange, care: Care) -> None:
        super().__init__()
        self._makers: dict[str, Callable[[], Screen]] = {
            **{screen.name: partial(screen, place) for screen in SCREENS},
            **{screen.name: partial(screen, place, exchange) for screen in BESIDE_THE_EXCHANGE},
            BackupsScreen.name: partial(BackupsScreen, place, care),
        }

    def __missing__(self, name: str) -> Screen:
        screen = self[name] = self._makers[name]()
        return screen

    def names(self) -> list[str]:
        """Of all of them, built or not."""
        return list(self._makers)
