"""Fields: label, help and error belong together, and the summary leads to them."""

import re
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.datastructures import MultiValueDict

from outpace.ui.forms import described_by, dressed, field_kind


class Site(forms.Form):
    name = forms.CharField(help_text="As above the door.", widget=forms.TextInput(attrs={"class": "op-code"}))
    kind = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)
    town = forms.ChoiceField(choices=[("a", "A")])
    lane = forms.BooleanField(required=False)


class Note(forms.Form):
    name = forms.CharField()
    remark = forms.CharField(required=False)


def rendered(form: forms.Form) -> str:
    return render_to_string("ui/partials/form.html", {"form": form})


class Sent(forms.Form):
    name = forms.CharField()
    file = forms.FileField(required=False)


def test_a_refused_form_says_that_its_file_is_to_be_chosen_again() -> None:
    files: MultiValueDict[str, UploadedFile[Any]] = MultiValueDict({"file": [SimpleUploadedFile("list.csv", b"1")]})
    with translation.override("en"):
        assert "Choose the file again" in rendered(Sent({}, files))
        assert "Choose the file again" not in rendered(Sent({}))


def test_each_kind_of_widget_has_its_layout() -> None:
    assert [field_kind(field) for field in Site()] == ["text", "group", "select", "check"]


def test_a_field_is_described_by_its_error_before_its_help() -> None:
    assert described_by(Site(data={})["name"]) == "id_name_error id_name_helptext"
    assert described_by(Site()["name"]) == "id_name_helptext"


def test_a_field_keeps_the_classes_its_form_gave_it() -> None:
    assert 'class="form-control op-code"' in dressed(Site()["name"])


def test_a_placeholder_that_repeats_the_label_is_left_out() -> None:
    form = type("Twice", (forms.Form,), {"name": forms.CharField(label="Name", widget=forms.TextInput(attrs={"placeholder": "Name"}))})()
    assert "placeholder" not in dressed(form["name"])


def test_everything_a_field_is_described_by_is_on_the_page() -> None:
    html = rendered(Site(data={}))
    for ids in re.findall(r'aria-describedby="([^"]+)"', html):
        for name in ids.split():
            assert f'id="{name}"' in html


def test_the_summary_leads_to_each_refused_field() -> None:
    html = rendered(Site(data={"kind": "a", "town": "a"}))
    target = re.search(r'<li><a href="#([^"]+)">', html)
    assert target is not None
    assert f'id="{target[1]}"' in html


def test_a_form_without_errors_has_no_summary() -> None:
    assert "data-error-summary" not in rendered(Site())


def test_only_optional_fields_say_so() -> None:
    html = rendered(Note())
    assert html.count("op-optional") == 1
    assert html.index("op-optional") > html.index('for="id_remark"')
