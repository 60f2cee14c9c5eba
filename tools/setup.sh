# shellcheck shell=sh
# Sourced by test.sh, demo.sh and bench.sh: installs and builds what is missing, and says one line for each.
# setup_packages NAME=COMMAND... needs root, Debian or Ubuntu; setup_build needs npm and a C compiler.

setup_say() {
  printf '== %s\n' "$*"
}

is_root() {
  [ "$(id -u)" -eq 0 ]
}

# Debian package = a command (or file) of it that we use.
lab_packages='keepalived=/usr/sbin/keepalived tshark=tshark tcpdump=tcpdump iproute2=ip iputils-ping=ping
  iputils-arping=arping util-linux=setpriv procps=ps nftables=nft frr=/usr/lib/frr/vrrpd'
ipvs_packages='user-mode-linux=linux.uml kmod=depmod ipvsadm=ipvsadm'
build_packages='gcc=cc libc6-dev=/usr/include/errno.h'

# Installs the packages whose command is missing. Without root it only says which.
setup_packages() {
  missing=
  for pair in "$@"; do
    PATH=$PATH:/usr/sbin:/sbin command -v "${pair#*=}" >/dev/null || [ -e "${pair#*=}" ] ||
      missing="$missing ${pair%%=*}"
  done
  [ -n "$missing" ] || return 0
  if ! is_root; then
    setup_say "not here, and only root can install them:$missing"
    return 0
  fi
  if ! command -v apt-get >/dev/null; then
    setup_say "not here, and only Debian's package names are known to us:$missing"
    return 0
  fi
  setup_say "installing the Debian packages$missing"
  install_packages
}

# Debian starts what it installs. A keepalived that nobody configured has no business on this machine:
# policy-rc.d forbids the start, and disable keeps it down at the next boot.
install_packages() {
  policy=/usr/sbin/policy-rc.d
  ours=
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
    ours=$policy
  fi
  log=$(mktemp)
  status=0
  export DEBIAN_FRONTEND=noninteractive
  # shellcheck disable=SC2086
  {
    apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing
  } >"$log" 2>&1 </dev/null || status=$?
  [ -z "$ours" ] || rm -f "$ours"
  case " $missing " in
  *' keepalived '*) systemctl disable --quiet keepalived >/dev/null 2>&1 || true ;;
  esac
  case " $missing " in
  *' frr '*) systemctl disable --quiet frr >/dev/null 2>&1 || true ;;
  esac
  if [ "$status" -ne 0 ]; then
    tail -n 30 "$log" >&2
    setup_say 'apt-get failed, going on without these packages'
  fi
  rm -f "$log"
}

# node_modules as the lock file says, the native addon, dist/. After it, PATH starts with node_modules/.bin.
setup_build() {
  if ! npm ls --all >/dev/null 2>&1; then
    setup_say 'npm ci'
    npm ci --no-fund --no-audit --loglevel=error || return
  fi
  PATH=$PWD/node_modules/.bin:$PATH
  export PATH
  sh native/build.sh || return
  npm run --silent build
}
