// Which values of a fact do sources disagree on? In a page: disagreements("https://SITE/"). In Node:
//     node --input-type=module -e "import('./use-data.js').then(async (m) => console.log(await m.disagreements('https://SITE/')))"
export async function disagreements(site) {
  const read = async (path) => (await fetch(new URL(path, site))).json();
  const catalog = await read("data/v1/catalog.json");
  const { files } = catalog.collections.find((collection) => collection.name === "models");
  const [{ records }, { vocabularies }] = await Promise.all([read(files.json), read("data/v1/vocabularies.json")]);
  const label = (list, id) => vocabularies[list].find((entry) => entry.id === id)?.label ?? id;
  return records.flatMap((model) => model.facts
    .filter((fact) => new Set(fact.values.map(({ value }) => String(value))).size > 1)
    .map((fact) => ({
      model: model.title,
      attribute: label("attributes", fact.attribute),
      values: fact.values.map(({ value, by, kind, sources }) => ({ value, by, kind: label("kinds", kind), sources })),
      outcome: fact.resolution.status,
      pinned: model.pinned && new URL(model.pinned, site).href,
    })));
}
