"""A staff page: header, navigation, and one view at a time, drawn by the functions of its section."""

from __future__ import annotations

from html import escape

import gradio as gr

from kb.office.accounts import ROLES
from kb.ui.layout import as_template
from kb.ui.look import Look
from kb.ui.staff.access import current
from kb.ui.staff.desk import Desk
from kb.ui.staff.section import Section
from kb.ui.theme import staff_script

SHELL = """
<div class="pk-desk">
  <header class="pk-desk-head">
    <div class="pk-brand">{logo}<h1>{title}</h1><p>{name}</p></div>
    <div class="pk-desk-who"><span data-who></span><a href="/" target="_blank" rel="noopener">问答页</a>
      <form method="post" action="/desk/logout"><button type="submit" class="pk-plain">退出</button></form></div>
  </header>
  <nav class="pk-tabs" aria-label="功能">{tabs}<span data-sections></span></nav>
  <p class="pk-say" role="status" data-say hidden></p>
  <main class="pk-view" id="pk-view" tabindex="-1"><p class="pk-wait">正在打开…</p></main>
</div>
"""


def build_page(desk: Desk, look: Look, section: Section, sections: tuple[Section, ...]) -> gr.Blocks:
    """The page of a section; links lead to the other `sections` that the account may open."""

    def show(wanted: object) -> dict[str, object]:
        return section.show(desk, wanted)

    def act(wanted: object) -> dict[str, object]:
        return section.act(desk, wanted)

    def who(_: object) -> dict[str, str]:
        account = current()
        links = "".join(
            f'<a href="{one.path}/">{escape(one.name)}</a>'
            for one in sections
            if one is not section and account.role in one.roles
        )
        return {"who": f"{account.name}（{ROLES[account.role]}）", "links": links}

    page = gr.Blocks(title=f"{section.name} · {look.title}", analytics_enabled=False, fill_width=True)
    logo = f'<span class="pk-logo" aria-hidden="true">{as_template(look.logo)}</span>' if look.logo else ""
    tabs = "".join(f'<a href="#{view}" data-tab="{view}">{escape(name)}</a>' for view, name in section.tabs.items())
    with page:
        gr.HTML(
            elem_id="pk-desk",
            html_template=SHELL.format(title=as_template(look.title), logo=logo, name=section.name, tabs=tabs),
            js_on_load=staff_script(),
            server_functions=[show, act, who],
            apply_default_css=False,
        )
    return page
