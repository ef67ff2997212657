# What `npm start` and `npm test` share: checks of this machine, Debian packages, npm packages, builds. Sourced.
#
# Exit status of what fails here: 2 bad usage, 3 this machine cannot do it.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

say() { printf '%s\n' "$*"; }

fail() { # status message
  printf 'lacuna: %s\n' "$2" >&2
  exit "$1"
}

# One line for each package that a command needs: package, a program or files of which one shows that it is here, what it is for.
packages_of() { # start|test
  cat <<'LIST'
qemu-system-x86|qemu-system-x86_64|runs vrun's virtual machines
runc|runc|the runtime that vrun is compared with
busybox-static|/var/lib/dpkg/info/busybox-static.list|programs of the containers and the guest
gcc|gcc|builds the shim, the guest agent and the programs that run in containers
libc6-dev|/usr/lib/*/libc.a|the static C library for these
make|make|builds these
xz-utils|xz|unpacks the guest kernel's modules
zstd|zstd|unpacks the guest kernel
binutils|readelf|finds the libraries that the guest's crun needs
kmod|modprobe|loads modules for container managers
patchelf|patchelf|lets programs of another Debian suite run with their own libraries
debian-archive-keyring|/usr/share/keyrings/debian-archive-keyring.gpg|verifies packages of another Debian suite
procps|ps|the table that runc tells a container's processes by
iproute2|ip|network namespaces of containers and VMs
virtiofsd|/usr/lib*/virtiofsd /usr/lib/qemu/virtiofsd|shares a container's files with its VM; comes with QEMU where it is no package
LIST
  if [ "$1" = test ]; then
    cat <<'LIST'
crun|crun|a second runtime for the suite
e2fsprogs|mkfs.ext4|file systems of the disks that tests give to VMs
shfmt|shfmt|reads the scripts for the test of what they call
LIST
  fi
}

any_exists() { # file...
  local file
  for file in "$@"; do if [ -e "$file" ]; then return 0; fi; done
  return 1
}

# Prints the lines of packages_of whose program or files are not here.
missing_packages() { # start|test
  local line package sign reason
  while IFS='|' read -r package sign reason; do
    case $sign in
      # shellcheck disable=SC2086
      /*) any_exists $sign || say "$package|$sign|$reason" ;;
      *) PATH="$PATH:/usr/sbin:/sbin" command -v "$sign" >/dev/null || say "$package|$sign|$reason" ;;
    esac
  done < <(packages_of "$1")
}

check_node() {
  local version
  command -v node >/dev/null || fail 3 "needs Node 20.19 or newer, and there is no node here"
  command -v npm >/dev/null || fail 3 "needs npm, which is not here"
  version=$(node -p 'process.versions.node')
  local major=${version%%.*} rest=${version#*.}
  local minor=${rest%%.*}
  if [ "$major" -lt 20 ] || { [ "$major" -eq 20 ] && [ "$minor" -lt 19 ]; }; then
    fail 3 "needs Node 20.19 or newer, this is $version"
  fi
}

check_root() {
  [ "$(id -u)" = 0 ] || fail 3 "needs root, because it makes containers, mounts and cgroups; run it as root, for example by sudo"
}

check_disk() { # MiB
  local free
  free=$(df -Pk "$root" | awk 'NR == 2 { print int($4 / 1024) }')
  [ "$free" -ge "$1" ] || fail 3 "needs $1 MiB of disk space for its set-up, $root has $free MiB"
}

# Whether an apt source has the package.
is_offered() { [[ $(LC_ALL=C apt-cache policy "$1" 2>/dev/null) == *$'\n  Candidate: '[0-9]* ]]; }

install_packages() { # lines of packages_of
  local names offered absent package sign reason log=.cache/logs/apt.log
  names=()
  while IFS='|' read -r package sign reason; do names+=("$package"); done <<<"$1"
  command -v apt-get >/dev/null || fail 3 "needs ${names[*]}, and this is no Debian or Ubuntu; install them by hand"
  mkdir -p .cache/logs
  say "Reading the package lists"
  if ! apt-get -q -o DPkg::Lock::Timeout=120 update >"$log" 2>&1; then
    fail 3 "cannot read this machine's package lists (network or apt sources; see $log): $(grep -m1 -E '^(E|W):' "$log" || tail -n 1 "$log")"
  fi
  offered=() absent=()
  for package in "${names[@]}"; do
    if is_offered "$package"; then offered+=("$package"); elif [ "$package" != virtiofsd ]; then absent+=("$package"); fi
  done
  [ ${#absent[@]} -eq 0 ] || fail 3 "needs ${absent[*]}, which no apt source of this machine has: Debian has all in main, Ubuntu some in universe"
  say "Installing ${offered[*]}"
  if ! DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=120 --no-install-recommends install "${offered[@]}" >>"$log" 2>&1; then
    fail 3 "cannot install ${offered[*]} (network, disk space or apt sources; see $log): $(grep -m1 -E '^E:' "$log" || tail -n 1 "$log")"
  fi
}

npm_packages_current() { [ -e node_modules/.package-lock.json ] && [ ! package-lock.json -nt node_modules/.package-lock.json ]; }

install_npm_packages() {
  mkdir -p .cache/logs
  say "Installing the npm packages of package-lock.json"
  if ! npm ci --no-progress >.cache/logs/npm.log 2>&1; then
    fail 3 "cannot install the npm packages (see .cache/logs/npm.log): $(sed -nE '/^npm (ERR!|error) [^ ]*[a-z`]/{/ (code|errno|syscall) /!p}' .cache/logs/npm.log | head -n 1)"
  fi
  touch node_modules/.package-lock.json
}

# Does all set-up that is not done yet. With `list` as second argument it says what it would do and ends.
set_up() { # start|test [list]
  local missing package sign reason todo
  check_node
  missing=$(missing_packages "$1")
  if [ -n "$missing" ]; then
    say "Debian packages to install, because they are not here:"
    while IFS='|' read -r package sign reason; do printf '  %-24s %s\n' "$package" "$reason"; done <<<"$missing"
  elif [ "${2:-}" = list ]; then
    say "No Debian package is missing."
  fi
  if [ "${2:-}" = list ]; then
    npm_packages_current || say "The npm packages of package-lock.json would be installed into node_modules."
    todo=$(node setup/prepare.js "$1" --list)
    if [ -n "$todo" ]; then printf 'To be made in .cache and dist:\n%s\n' "$todo"; else say "Everything is built."; fi
    exit 0
  fi
  check_root
  if [ -n "$missing" ]; then
    check_disk 3000
    install_packages "$missing"
    missing=$(missing_packages "$1")
    [ -z "$missing" ] || fail 3 "installed, and still not here: $(cut -d'|' -f1,2 <<<"$missing" | tr '|\n' ' ;')"
  fi
  if ! npm_packages_current; then
    check_disk 1000
    install_npm_packages
  fi
  node setup/prepare.js "$1"
}
