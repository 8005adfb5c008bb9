"""What has fallen due for review on the site's day (`as_of`, or AS_OF): for the monthly issue."""

from macros import views
from macros.catalog import Catalog
from macros.reports import report


def listed(catalog: Catalog) -> str:
    """Return a Markdown list of claims, time-bound values and forecasts that are due; empty if nothing is."""
    forecasts = [f for f in catalog["forecasts"].values() if f.status == "open" and f.deadline.latest <= catalog.as_of]
    found = views.due(catalog, catalog.as_of)
    return report("changes/due.md", catalog=catalog, due=found, forecasts=forecasts) if found or forecasts else ""
