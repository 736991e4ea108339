"""All screens of the main window by their names: the one list of them."""

from ui.exchange import Exchange
from ui.screens.contact_form import ContactForm
from ui.screens.exchange import ExchangeScreen
from ui.screens.follow_ups import FollowUpsScreen
from ui.screens.outcome_form import OutcomeForm
from ui.screens.referral_form import ReferralForm
from ui.screens.referrals import ReferralsScreen
from ui.screens.screen import Screen
from ui.screens.settings import SettingsScreen
from ui.screens.today import TodayScreen
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
)


def all_screens(place: Workplace, exchange: Exchange) -> dict[str, Screen]:
    """Build every screen for one signed-in counsellor."""
    screens = [screen(place) for screen in SCREENS]
    screens += [ExchangeScreen(place, exchange), SettingsScreen(place, exchange)]
    return {screen.name: screen for screen in screens}
