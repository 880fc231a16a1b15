// What scripts/portable.mjs finds in shell scripts and makefiles that macOS does not have.
import assert from "node:assert/strict";
import { test } from "node:test";
import { missing, patterns } from "../../scripts/portable.mjs";

// With `@{` for what begins an expansion in the shell, and would in the template here.
const lines = (/** @type {string} */ text) => text.trim().replaceAll("@{", "${").split("\n");

const LACKING = lines(String.raw`
sed -i 's/a/b/' file
sed -n -i '' 's/a/b/' file
sed -r 's/(a)/b/' file
sed -n '/^a$/{n;s/version = "\(.*\)"/\1/p}' file
sed -E 's/:.*## /\t/' file
sed 's/a\+/b/' file
grep -oP '(?<=a)b' file
grep -E '^\w+' file
sort -V names
readlink -f "$0"
cd "$(realpath "$0")"
date -u -d yesterday
date +%s%N
stat -c %s file
sha256sum file
make -j "$(nproc)"
timeout 5 sleep 9
ls | xargs -r rm
find . -name '*.rs' -printf '%p'
head -n -1 file
cut -d, -f1,2 --output-delimiter=' ' file
du -sb folder
base64 -w 0 file
install -m 755 -D tool bin/tool
ln -sr a b
tar -xzf archive --wildcards '*/tool'
awk '{ print gensub(/a/, "b", 1) }' file
echo -e 'a\tb'
cp -- "$a" "$b"
mkdir --parents a/b
mapfile -t lines <file
readarray -t lines <file
declare -A sums
local -n out=$1
echo "@{name,,}"
echo "@{name^^}"
echo "@{name@Q}"
echo "@{names[-1]}"
command &>>log
command |& tee log
a) one ;;&
shopt -s globstar
printf '%(%s)T' -1
echo "$EPOCHSECONDS"
wait -n
[[ -v NAME ]]
read -r -N 1 key
for i in {01..10}; do
exec {file}>log
.ONESHELL:
HOST != hostname
HOST ::= here
define name =
$(file >out,text)
a b &: c
	$(MAKE) --output-sync all
`);

const HAVING = lines(String.raw`
# sed -i, in a comment
sha256sum "$1" # portable: only where it is
sed -i.bak 's/a/b/' file
sed -n '/^a$/{n;s/b/c/p;}' file
sed -n '2,/^set/s/^# \{0,1\}//p' "$0"
sed "s/a/@{name}/" file
sed -E 's/a\+b{2}/c/' file
grep -qxE '[a-z]+ -P?' file
sort -u names
date +%s
head -n 1 file
tail -n 1 file
ls | xargs -0 rm
tar -xzf archive -C folder
shasum -a 256 file
cargo install --quiet --locked tool
npm ci --no-audit
git ls-files --others
. scripts/release --check
echo "@{name%,} @{name##*/} @{names[@]}"
command >log 2>&1
one && two & three
local row sum
read -r _ sum <<<"$row"
[ -n "@{NAME:-}" ]
for i in {1..10}; do
NAME := value
NAME ?= value
	@$(MAKE) --no-print-directory dist
`);

test("each construct that macOS lacks is found, and each pattern finds one", () => {
  for (const line of LACKING) assert.notDeepEqual(missing(line), [], line);
  for (const pattern of patterns)
    assert.ok(
      LACKING.some((line) => pattern.test(line)),
      String(pattern),
    );
});

test("what macOS has is not found", () => {
  for (const line of HAVING) assert.deepEqual(missing(line), [], line);
});

test("a line is named by its number", () => {
  assert.deepEqual(
    missing("#!/bin/bash\necho a\nmapfile a\n").map(({ number }) => number),
    [3],
  );
});
