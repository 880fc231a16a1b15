// Checks that shell scripts and the Makefile keep to what macOS has as well: bash 3.2, GNU make 3.81, and the BSD forms of sed, grep,
// find and their like. A line that ends in `# portable: REASON` is left out.
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

/** Commands whose long options are GNU's. */
const LONG =
  /(?<![\w./-])(?:cp|mv|rm|ln|mkdir|ls|cat|head|tail|sort|cut|tr|wc|du|df|touch|chmod|chown|date|stat|sed|grep|mktemp|tee|uniq|expand|seq|xargs)(?: +-\w+)* --(?=[a-z ])/;

/** What is missing where. @type {[RegExp, string][]} */
const MISSING = [
  // Commands and options.
  [/\bsed(?: +-\w+)* +-i(?!\S)/, "sed -i: BSD's takes the next word as a suffix; write to another file"],
  [/\bsed(?: +-\w+)* +-\w*r/, "sed -r: write sed -E"],
  [/\bsed\b.*(?<![\\$])\{[^}]*[a-zA-Z]\s*\}/, "sed: BSD's wants a semicolon before }"],
  [/\bsed\b.*\\[tnwsb]/, "sed: \\t, \\n, \\w, \\s and \\b are GNU's; use a bracket, or awk"],
  [/\bsed (?!.*-\w*E).*\\[+?|]/, "sed: \\+, \\? and \\| are GNU's; write sed -E"],
  [/\bgrep(?: +-\w+)* +-\w*P/, "grep -P: write grep -E"],
  [/\bgrep\b.*\\[wsbd]/, "grep: \\w, \\s, \\b and \\d are GNU's; use a bracket"],
  [/\bsort +(?:\S+ +)*-\w*[VhR]/, "sort -V, -h, -R are GNU's"],
  [/\breadlink +-\w*[fem]/, "readlink -f: write cd and pwd"],
  [/(?<![\w./-])realpath\b(?!\()/, "realpath: write cd and pwd"],
  [/\bdate +(?:\S+ +)*(?:-d\b|-\w*I)/, "date -d, -I are GNU's"],
  [/\bdate\b.*%[0-9]*N/, "date has no %N"],
  [/\bstat +-\w*c/, "stat -c: BSD's is stat -f"],
  [/(?<![\w./-])(?:md5|sha\d+)sum\b/, "sha256sum: macOS has shasum -a 256"],
  [/(?<![\w./-])(?:nproc|tac|timeout|shuf|numfmt|setsid|flock|ldd|pidof)(?=\s|$|\))/, "not a command of macOS"],
  [/\bxargs\b[^|]* -\w*[rd]\b/, "xargs -r, -d are GNU's"],
  [
    /\bfind\b.* -(?:printf|regextype|readable|executable|writable)\b/,
    "find -printf, -executable and their like are GNU's",
  ],
  [/\b(?:head|tail) +(?:-[nc] +)?-\d*[nc]? *-\d/, "head with a negative number is GNU's"],
  [/\bcut\b.* --output-delimiter/, "cut --output-delimiter is GNU's"],
  [/\bdu +-\w*b/, "du -b: write wc -c"],
  [/\bbase64 +-w/, "base64 -w is GNU's"],
  [/\binstall +(?:\S+ +)*-\w*D\b/, "install -D: write mkdir -p first"],
  [/\bln +-\w*r/, "ln -r is GNU's"],
  [/\btar\b.* --(?:wildcards|transform|sort|owner|mtime)\b/, "an option of GNU tar's"],
  [/\bawk\b.*\b(?:gensub|strftime|asort|systime)\(/, "a function of GNU awk's"],
  [/\becho +-[ne]/, "echo -n, -e: write printf"],
  [LONG, "long options, and --, are GNU's"],
  // Bash 4 and later.
  [/(?<![\w./-])(?:mapfile|readarray|coproc)\b/, "bash 4: read the lines in a loop"],
  [
    /(?<!\w)(?:declare|local|typeset|export) +-\w*[Anlug]/,
    "bash 4: associative arrays, namerefs and cases of variables",
  ],
  [/\$\{!?\w+(?:\[[@*]\])?(?:,,?|\^\^?|@[A-Za-z])/, "bash 4: changing case, and @Q, in an expansion"],
  [/\$\{\w+\[-\d/, "bash 4.3: negative index"],
  [/&>>|\|&/, "bash 4: &>> and |&"],
  [/;;?&(?!&)\s*$/, "bash 4: ;& and ;;&"],
  [/\bshopt\b.*\b(?:globstar|lastpipe|inherit_errexit|autocd)\b/, "an option of bash 4"],
  [/\bprintf\b.*%\([^)]*\)T/, "bash 4.2: times in printf"],
  [/\$\{?(?:EPOCHSECONDS|EPOCHREALTIME|BASHPID|SRANDOM|BASH_ARGV0)\b/, "a variable of bash 4 or 5"],
  [/\bwait +-\w*[npf]/, "bash 4.3: wait -n"],
  [/\[\[? +(?:! +)?-v /, "bash 4.2: -v; test that the value is not empty"],
  [/\bread +(?:-\w+ +)*-\w*[iN]\b/, "bash 4: read -i, -N"],
  [/\{0\d+\.\.\d+\}|\{\d+\.\.\d+\.\.\d+\}/, "bash 4: zeros and steps in {1..9}"],
  [/\bexec +\{\w+\}[<>]/, "bash 4.1: a variable for a file descriptor"],
  // Make 3.82 and later.
  [/^\s*\.(?:ONESHELL|SHELLFLAGS|RECIPEPREFIX)\b/, "make 3.82"],
  [/^[\w.-]+\s*(?:!=|:::?=)/, "make 4: != and ::="],
  [/^(?:undefine|private)\s|^define\s+\S+\s*[:+?]?=/, "make 3.82: undefine, private, define with ="],
  [/\$\((?:file|guile|let|intcmp) /, "a function of make 4"],
  [/^[^#\t=]*\s&:(?:\s|$)/, "make 4.3: grouped targets"],
  [/(?:\bmake|\$\(MAKE\)) .*(?:-O\b|--output-sync|--trace|--shuffle)/, "an option of make 4"],
];

/**
 * What a text uses that macOS lacks: line number, the line, and why.
 * @param {string} text
 */
export function missing(text) {
  return text.split("\n").flatMap((line, index) => {
    if (/^\s*#|# portable: \S/.test(line)) return [];
    return MISSING.filter(([pattern]) => pattern.test(line)).map(([, why]) => ({ number: index + 1, line, why }));
  });
}

export const patterns = MISSING.map(([pattern]) => pattern);

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], { encoding: "utf8" }).trim().split("\n");
  for (const file of files) {
    const text = await readFile(file, "utf8").catch(() => "");
    if (file !== "Makefile" && file !== "scripts/versions" && !/^#!.*sh\n/.test(text)) continue;
    for (const { number, line, why } of missing(text)) {
      console.error(`${file}:${number}: ${why}: ${line.trim()}`);
      process.exitCode = 1;
    }
  }
}
