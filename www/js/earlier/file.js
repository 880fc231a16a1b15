// Reads what others wrote: files of results, and the settings that a link is compared with. What is wrong is thrown as one sentence.

/** The most bytes of a file. */
export const MOST_BYTES = 8_000_000;

/** @param {string} what is wrong, and what would be right @returns {never} */
export function refuse(what) {
  throw new Error(`Nothing was opened: ${what}.`);
}

/** @template Made @param {string} where @param {() => Made} act */
function within(where, act) {
  try {
    return act();
  } catch (error) {
    return refuse(`in ${where}, ${error instanceof Error ? error.message : error}`);
  }
}

/** @param {number} count @param {number} room */
function needRoom(count, room) {
  if (count > room) refuse(`there are ${count} settings, and there is room for ${room}`);
}

/** A setting as a file has it. What is of another type becomes something else. @param {any} setting */
const formed = ({ link, updates, sweep }) => ({
  link: String(link),
  updates: updates >>> 0,
  // Spread first: only a list can be.
  sweep: [...sweep].map(({ network, tally }) => ({
    network: String(network),
    tally: [...Uint32Array.from([...tally])],
  })),
});

/** @param {unknown} setting */
function isFormed(setting) {
  try {
    return JSON.stringify(formed(setting)) === JSON.stringify(setting);
  } catch {
    return false;
  }
}

/** The results in a file. Nothing else is done with them.
 * @template {{ add: (rule: number, tally: Uint32Array) => void }} Sweep
 * @param {string} text of the file @param {number} room how many settings it may hold
 * @param {typeof import("../../faxor.js").read_link} read_link of the core @param {new (text: string) => Sweep} Sweep
 * @returns {{ present: string, settings: { link: string, updates: number, sweep: Sweep | null }[] }} with canonical links */
export function readResults(text, room, read_link, Sweep) {
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    refuse("the file is not JSON, as files of results are");
  }
  if (file?.faxor !== "results") refuse("the file has no results as “Save as a file” writes them");
  if (file.version !== 1) refuse("the file’s version is not 1, which this page reads");
  const { present, settings } = file;
  if (Object.keys(file).length !== 4 || typeof present !== "string" || !Array.isArray(settings))
    refuse("the file must have a text “present” and a list “settings”");
  needRoom(settings.length, room);
  const linkOf = (/** @type {string} */ link, /** @type {string} */ where) => {
    const reading = read_link(link);
    if (reading.problems.length > 0) refuse(`in ${where}, ${reading.problems[0]}`);
    return reading.text;
  };
  return {
    present: linkOf(present, "“present”"),
    settings: settings.map((setting, i) => {
      const where = `setting ${i + 1}`;
      if (!isFormed(setting)) refuse(`${where} must be {"link":"…","updates":1,"sweep":[{"network":"…","tally":[1]}]}`);
      const link = linkOf(setting.link, where);
      const rules = new URLSearchParams(link).get("rules");
      const { updates, sweep: parts } = /** @type {ReturnType<typeof formed>} */ (setting);
      if (parts.length === 0) return { link, updates, sweep: null };
      const sweep = new Sweep(link);
      if (parts.map(({ network }) => network).join() !== rules)
        refuse(`the sweep of ${where} must have networks ${rules}`);
      parts.forEach(({ network, tally }, rule) => {
        within(`the tally of ${network} in ${where}`, () => sweep.add(rule, Uint32Array.from(tally)));
      });
      return { link, updates, sweep };
    }),
  };
}

/** The links of the settings that a link is compared with.
 * @param {string} kept the link's choice of that name @param {string} present the link without it @param {number} room
 * @param {typeof import("../../faxor.js").change_choice} change_choice of the core */
export function readKept(kept, present, room, change_choice) {
  const settings = kept.split(";");
  needRoom(settings.length, room);
  return settings.map((setting, i) =>
    within(`setting ${i + 1} of “kept”`, () =>
      setting.split("/").reduce((text, pair) => {
        const [key, ...value] = pair.split("=");
        return change_choice(text, key, value.join("="));
      }, present),
    ),
  );
}
