#!/bin/sh
# Put this into .git/hooks/pre-commit (and make it executable) of the repository that holds your assessments.
# It checks the assessments that the commit changes, and that one of them does not fall below level 1.
set -e
git diff --cached --name-only -z --diff-filter=ACM -- 'incubators/*.toml' | xargs -0 -r connecteur check
if ! told=$(connecteur assess --require L1 incubators/old-mill.toml); then
  echo "$told" >&2
  exit 1
fi
