// The core's own counts for a curve or a map, each rule's networks in each cell in one batch.

/** The CSV of a link with axes, as the program prints it. @param {import("@playwright/test").Page} page @param {string} link @param {string} [rules]
 * that are compared, if not the link's */
export const grid = (page, link, rules) =>
  page.evaluate(
    async ([link, rules]) => {
      const core = /** @type {typeof import("../../www/faxor.js")} */ (await import(`${location.origin}/faxor.js`));
      const experiment = new core.Experiment(link);
      const choice = (/** @type {string} */ key) => experiment.choice(key);
      const whole = new core.Sweep(experiment.text());
      const keys = choice("over")
        .split(",")
        .map((part) => part.split(":")[0]);
      const axes = keys.map((_, i) => whole.axis(i));
      const [first, each] = ["first", "each"].map((key) => Number(choice(key)));
      const compared = (rules ?? choice("rules")).split(",");
      const base = core.change_choice(core.change_choice(experiment.text(), "over", ""), "rules", compared.join());
      const lines = [
        whole.csv(false).split("\n")[0],
        [...keys, "rule,seeds", core.outcomes(), "ever_solved,median_first_solved"].join(),
      ];
      for (const one of axes[0]) {
        for (const other of axes[1] ?? [undefined]) {
          const values = other === undefined ? [one] : [one, other];
          const text = values.reduce((text, value, i) => core.change_choice(text, keys[i], value), base);
          for (const [i, rule] of compared.entries()) {
            const batch = new core.SweepBatch(text, i, first, each);
            while (batch.advance(1000));
            const sweep = new core.Sweep(text);
            sweep.add(i, batch.tally());
            const flat = Array.from(sweep.ranked(i));
            const firsts = flat.filter((_, at) => at % 3 === 1).sort((a, b) => a - b);
            // The half that solved first: its last.
            const median = firsts[Math.ceil(each / 2) - 1];
            lines.push([...values, rule, each, sweep.counts(i), median === 0xffffffff ? "" : median].join());
          }
        }
      }
      return `${lines.join("\n")}\n`;
    },
    /** @type {[string, string | undefined]} */ ([link, rules]),
  );
