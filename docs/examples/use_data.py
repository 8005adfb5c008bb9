"""Which claims of the article do sources contradict, and where does each source stand?

python use_data.py https://SITE/
"""

import csv
import io
import json
import sys
from urllib.request import urlopen


def read(address: str) -> str:
    """Return the text at an address."""
    with urlopen(address) as answer:
        return answer.read().decode("utf-8")


site = sys.argv[1].rstrip("/")
catalog = json.loads(read(f"{site}/data/v1/catalog.json"))
files = {collection["name"]: collection["files"] for collection in catalog["collections"]}

claims = json.loads(read(f"{site}/{files['claims']['json']}"))["records"]
sources = {row["id"]: row for row in csv.DictReader(io.StringIO(read(f"{site}/{files['sources']['csv']}")))}

print(f"Schema {catalog['schema_version']}, release {catalog['release']}, as of {catalog['as_of']}")
for claim in claims:
    if claim["verdict"] == "contradicted":
        print(f"{claim['title']} ({site}/{claim['pinned'] or claim['address']})")
        for identity in claim["sources"]:
            print(f"  {sources[identity]['title']}: {sources[identity]['url']}")
