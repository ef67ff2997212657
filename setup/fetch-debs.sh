#!/usr/bin/env bash
# Unpacks Debian packages of any suite into a folder, without installing them.
#
#   setup/fetch-debs.sh [--with-deps|--with-missing] [--refresh] SUITE DEST PACKAGE[=VERSION]...
#
# Takes the newest version in SUITE (or the one named), verifies it by the distribution's keyring and
# unpacks it with `dpkg -x` into DEST. `--with-deps` takes everything that the packages depend on too
# (Depends and Pre-Depends, not Recommends), as if nothing were installed on this machine; `--with-missing` only what
# of it is not installed.
#
# Prints one line for each package: name, version, SHA-256 of the .deb.
#
# apt runs on a configuration of the project's own: lists, state and archives are under
# .cache/apt/<suite>, the system's sources, lists and package database are neither read by it nor changed.
# The mirror is $LACUNA_DEBIAN_MIRROR, or the one that this machine's own Debian sources name, or Debian's, as on Ubuntu.
# What cannot be verified is an error.
#
# A DEST that already holds what is asked for is left alone (no network then); --refresh asks the mirror
# again. Several calls at once wait for each other.
#
# Exit status: 0 done, 2 bad usage, 3 this machine or the network cannot do it.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache="${LACUNA_CACHE:-$here/../.cache}"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
list_age_minutes=1440

fail() { # status message
  printf 'fetch-debs: %s\n' "$2" >&2
  exit "$1"
}

# The system's Debian mirror: first entry with the distribution's own suite (or, on another distribution, one that
# the Debian keyring signs) and component main, in either format that apt reads. Security archives hold only updates.
find_mirror() {
  local id="" codename=""
  if [ -r /etc/os-release ]; then
    id=$(. /etc/os-release; printf %s "${ID:-}")
    codename=$(. /etc/os-release; printf %s "${VERSION_CODENAME:-}")
  fi
  local files=()
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
    if [ -r "$file" ]; then files+=("$file"); fi
  done
  if [ ${#files[@]} -eq 0 ]; then return; fi
  awk -v id="$id" -v codename="$codename" '
    function fits(suites, components, signed,    n, i, list, own) {
      if (("," components ",") !~ /,main,/) return 0
      if (signed ~ /debian-archive/) own = 1
      if (id != "debian" && !own) return 0
      n = split(suites, list, ",")
      for (i = 1; i <= n; i++)
        if (list[i] == codename || list[i] ~ /^(stable|oldstable|testing|unstable|sid)$/) return 1
      return 0
    }
    function usable(uri) { return uri !~ /^cdrom:/ }
    function flush(    n, i, list) {
      if (types ~ /(^|,)deb(,|$)/ && enabled !~ /^no/ && fits(suites, components, signed)) {
        n = split(uris, list, ",")
        for (i = 1; i <= n; i++) if (usable(list[i])) { print list[i]; exit }
      }
      types = uris = suites = components = signed = enabled = field = ""
    }
    function add(value) {
      gsub(/[ \t]+/, ",", value); gsub(/^,|,$/, "", value)
      if (field == "types") types = types "," value
      else if (field == "uris") uris = uris (uris == "" ? "" : ",") value
      else if (field == "suites") suites = suites "," value
      else if (field == "components") components = components "," value
      else if (field == "signed-by") signed = signed "," value
      else if (field == "enabled") enabled = tolower(value)
    }
    FNR == 1 { flush(); deb822 = FILENAME ~ /\.sources$/ }
    deb822 && /^[ \t]*$/ { flush(); next }
    /^[ \t]*#/ { next }
    deb822 && /^[ \t]/ { add($0); next }
    deb822 { at = index($0, ":"); field = tolower(substr($0, 1, at - 1)); add(substr($0, at + 1)); next }
    $1 == "deb" {
      line = $0; signed1 = ""
      if (match(line, /\[[^]]*\]/)) { signed1 = substr(line, RSTART, RLENGTH); sub(/\[[^]]*\]/, "", line) }
      sub(/#.*/, "", line)
      n = split(line, word, /[ \t]+/)
      parts = ""
      for (i = 4; i <= n; i++) parts = parts "," word[i]
      if (usable(word[2]) && fits(word[3], parts, signed1)) { print word[2]; exit }
    }
    END { flush() }' "${files[@]}" | head -n 1
}

with_deps=no
refresh=no
while [ $# -gt 0 ]; do
  case $1 in
    --with-deps) with_deps=yes ;;
    --with-missing) with_deps=missing ;;
    --refresh) refresh=yes ;;
    --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; exit 0 ;;
    -*) fail 2 "unknown option $1; known are --with-deps, --with-missing and --refresh" ;;
    *) break ;;
  esac
  shift
done
if [ $# -lt 3 ]; then fail 2 "usage: setup/fetch-debs.sh [--with-deps|--with-missing] [--refresh] SUITE DEST PACKAGE[=VERSION]..."; fi
suite=$1
dest=$2
shift 2
[[ $suite =~ ^[a-z][a-z0-9-]*$ ]] || fail 2 "\"$suite\" is no Debian suite; one is called bookworm, trixie or sid, for example"
for package in "$@"; do
  [[ $package =~ ^[a-z0-9][a-z0-9+.-]+(=[A-Za-z0-9.+:~-]+)?$ ]] || fail 2 "\"$package\" is no Debian package; give NAME or NAME=VERSION"
done

# Suites that hold only what differs from another one, which their packages depend on.
base=""
case $suite in
  experimental) base=sid ;;
  *-backports) base=${suite%-backports} ;;
esac

mkdir -p "$dest" "$cache/apt/$suite"
dest=$(cd "$dest" && pwd)
work=$(cd "$cache/apt/$suite" && pwd)
request=$(printf '%s\n' "$suite" "$with_deps" "$@" | sha256sum | cut -c1-16)
record="$dest/.debs/$request"

if [ "$refresh" = no ] && [ -s "$record" ]; then
  cat "$record"
  exit 0
fi

for program in apt-get dpkg dpkg-deb flock awk sha256sum; do
  command -v "$program" >/dev/null || fail 3 "needs the program $program, which is not here; this works on Debian and Ubuntu"
done
[ -r "$keyring" ] || fail 3 "needs $keyring to verify packages; install the package debian-archive-keyring"
mirror=${LACUNA_DEBIAN_MIRROR:-$(find_mirror)}
mirror=${mirror:-http://deb.debian.org/debian}

exec 9>"$work/lock"
flock -w 900 9 || fail 3 "another call has held $work/lock for 15 minutes"

mkdir -p "$work/lists/partial" "$work/archives/partial" "$work/none/partial" "$work/state"
: >"$work/state/empty"
status="$work/state/empty"
if [ "$with_deps" = missing ]; then status=/var/lib/dpkg/status; fi
for name in "$suite" $base; do
  printf 'deb [signed-by=%s] %s %s main\n' "$keyring" "$mirror" "$name"
done >"$work/sources.list.new"
if ! cmp -s "$work/sources.list.new" "$work/sources.list"; then rm -f "$work/updated"; fi
mv "$work/sources.list.new" "$work/sources.list"
# Proxy and credentials are the system's. Its hooks are not run, and nothing that it allows loosens the verification.
cat >"$work/apt.conf" <<CONF
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Pre-Invoke;
#clear DPkg::Post-Invoke;
#clear DPkg::Pre-Install-Pkgs;
#clear APT::Default-Release;
APT::Default-Release "$suite";
#clear Acquire::IndexTargets;
Acquire::IndexTargets::deb::Packages {
  MetaKey "\$(COMPONENT)/binary-\$(ARCHITECTURE)/Packages";
  flatMetaKey "Packages";
  ShortDescription "Packages";
  Description "\$(RELEASE)/\$(COMPONENT) \$(ARCHITECTURE) Packages";
  Optional "false";
};
Dir::Etc::sourcelist "$work/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::State "$work/state";
Dir::State::lists "$work/lists";
Dir::State::status "$status";
Dir::Cache "$work";
Dir::Cache::archives "$work/archives";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
Dir::Log "$work";
APT::Sandbox::User "root";
APT::Install-Recommends "false";
APT::Install-Suggests "false";
APT::Get::AllowUnauthenticated "false";
APT::Keep-Downloaded-Packages "true";
Acquire::AllowInsecureRepositories "false";
Acquire::AllowWeakRepositories "false";
Acquire::AllowDowngradeToInsecureRepositories "false";
Acquire::Languages "none";
Acquire::GzipIndexes "false";
Acquire::ForceHash "SHA256";
Acquire::Retries "3";
Acquire::http::Timeout "60";
Acquire::https::Timeout "60";
CONF

run_apt() { # program arguments...
  local program=$1
  shift
  LC_ALL=C DEBIAN_FRONTEND=noninteractive "$program" -c "$work/apt.conf" -q "$@"
}

update_lists() {
  printf 'fetch-debs: reading the package lists of %s\n' "$suite" >&2
  if ! run_apt apt-get update -o APT::Update::Error-Mode=any >"$work/update.log" 2>&1; then
    grep -E '^(E|W):' "$work/update.log" | head -n 4 >&2 || true
    fail 3 "cannot read the package lists of suite $suite from the Debian mirror (network, mirror or signature; see $work/update.log)"
  fi
  touch "$work/updated"
}

# Lists file and checksum of each package to unpack in $work/plan; apt decides on alternatives and versions. It looks
# at an empty archive, because it leaves out what it has downloaded before.
plan() {
  if [ "$with_deps" != no ]; then
    run_apt apt-get install -y --reinstall --print-uris -o Dir::Cache::archives="$work/none" "$@"
  else
    local package
    for package in "$@"; do (cd "$work/none" && run_apt apt-get download --print-uris "$package"); done
  fi >"$work/plan.log" 2>&1 || return 1
  sed -n "s/^'\([^']*\)' \([^ ]*\) \([0-9]*\) SHA256:\([0-9a-f]*\)\$/\2 \4/p" "$work/plan.log" >"$work/plan"
  [ -s "$work/plan" ]
}

if [ "$refresh" = yes ] || [ ! -e "$work/updated" ] || [ -n "$(find "$work/updated" -mmin +$list_age_minutes)" ]; then update_lists; fi
if ! plan "$@"; then
  update_lists
  if ! plan "$@"; then
    grep -E '^E:' "$work/plan.log" | head -n 4 >&2 || true
    fail 3 "Debian suite $suite does not offer: $*"
  fi
fi

download() {
  if [ "$with_deps" != no ]; then
    run_apt apt-get install -y --reinstall --download-only "$@"
  else
    local package
    for package in "$@"; do (cd "$work/archives" && run_apt apt-get download "$package"); done
  fi >"$work/download.log" 2>&1
}

have_all() {
  local file sha
  while read -r file sha; do
    [ -f "$work/archives/$file" ] || return 1
    printf '%s  %s\n' "$sha" "$work/archives/$file" | sha256sum --check --status || { rm -f "$work/archives/$file"; return 1; }
  done <"$work/plan"
}

if ! have_all; then
  printf 'fetch-debs: downloading %s package(s) of %s\n' "$(wc -l <"$work/plan")" "$suite" >&2
  # A list that is a few hours old may name files that the mirror has replaced since.
  if ! download "$@"; then
    update_lists
    plan "$@" || fail 3 "Debian suite $suite does not offer: $*"
    download "$@" || {
      grep -E '^E:' "$work/download.log" | head -n 4 >&2 || true
      fail 3 "cannot download $* (network or disk space; see $work/download.log)"
    }
  fi
  have_all || fail 3 "a downloaded package does not have the checksum that the signed package list names"
fi

# Nothing that is only unpacked has rights of its own.
drop_privileges() { find "$dest" -xdev -type f -perm /6000 -exec chmod ug-s {} +; }

mkdir -p "$dest/.debs"
: >"$record.new"
while read -r file sha; do
  dpkg-deb -x "$work/archives/$file" "$dest" || fail 3 "cannot unpack $file into $dest (disk space?)"
  dpkg-deb -W --showformat="\${Package} \${Version} $sha\n" "$work/archives/$file" >>"$record.new"
done <"$work/plan"
drop_privileges
sort -o "$record.new" "$record.new"
mv "$record.new" "$record"
cat "$record"
