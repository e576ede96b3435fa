#!/usr/bin/env bash
# Makes the two fonts anew: `bash src/sheet/fonts/make.sh`. Needs npm and Python; see README.md beside this file.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cd "$work"
npm pack --silent inter-ui@4.1.1
tar xzf inter-ui-4.1.1.tgz
python3 -m venv v
v/bin/pip install --quiet --disable-pip-version-check fonttools==4.68.0 brotli

# Latin, Greek, Cyrillic, punctuation, currency, arrows, mathematical signs, boxes and check marks. Combining marks stay
# out: they need shaping, which we do not do.
signs=U+0020-007E,U+00A0-024F,U+02B0-02DF,U+0370-03FF,U+0400-045F,U+0490-0491,U+1E00-1EFF,U+2000-206F,U+2070-209F
signs=$signs,U+20A0-20BF,U+2100-214F,U+2150-218F,U+2190-21FF,U+2200-22FF,U+2300-23FF,U+25A0-25FF,U+2600-26FF
signs=$signs,U+2700-27BF,U+2B00-2BFF,U+FB01-FB02

for weight in Regular Bold; do
  v/bin/python - "package/web/Inter-$weight.woff2" "$weight.ttf" <<'P'
import sys
from fontTools.ttLib import TTFont
font = TTFont(sys.argv[1])
font.flavor = None
font.save(sys.argv[2])
P
  v/bin/pyftsubset "$weight.ttf" --unicodes="$signs" --layout-features= --drop-tables+=GPOS,GSUB,GDEF --no-hinting \
    --name-IDs='*' --notdef-outline --output-file="$here/Inter-$weight.ttf"
done
cp package/LICENSE.txt "$here/OFL.txt"
