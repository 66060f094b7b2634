"""What the tests of other programs import: Hypothesis strategies for forms and their parts. Needs ``hypothesis``."""

from __future__ import annotations

from jixiao.testing.mutants import Mutant as Mutant
from jixiao.testing.mutants import mutants as mutants
from jixiao.testing.ocr import texts_as_ocr as texts_as_ocr
from jixiao.testing.strategies import amounts as amounts
from jixiao.testing.strategies import disclosures as disclosures
from jixiao.testing.strategies import forms as forms
from jixiao.testing.strategies import fundings as fundings
from jixiao.testing.strategies import indicators as indicators
from jixiao.testing.strategies import quantities as quantities
