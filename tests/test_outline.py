"""The tree of a page's headings, and code with its parts marked."""

from lib.report.highlight import highlighted
from lib.report.outline import Heading, outline


def test_headings_with_an_id_become_a_tree():
    html = """
      <h2 id="s1"><a href="#s1">1 Theory &amp; more</a></h2><p>text</p>
      <h3 id="q1.1"><a href="#q1.1"><span>Q1.1</span> Softmax</a></h3><h4>No id</h4>
      <h4 id="q1.1.1"><span>Q1.1.1</span>Shift</h4><p id="q1.1.2"><b>Not</b> a heading</p>
      <section><h4 id="draw-title">Not of a question</h4></section>
      <h2 id="s2">2</h2><h4 id="q2.1.1">Under no question</h4>"""
    assert outline(html) == [
        Heading(
            "s1",
            "1 Theory & more",
            [
                Heading(
                    "q1.1",
                    "Q1.1 Softmax",
                    [Heading("q1.1.1", "Q1.1.1 Shift"), Heading("q1.1.2", "Q1.1.2")],
                )
            ],
        ),
        Heading("s2", "2", [Heading("q2.1.1", "Under no question")]),
    ]


def test_a_page_without_headings_has_an_empty_outline():
    assert outline("<p>text</p>") == []


def test_code_is_marked_and_escaped():
    assert highlighted('def f():  # a <b>\n    return "<i>" + 1 if x in y else None\n') == (
        '<span class="keyword">def</span> <span class="defined">f</span>():  '
        '<span class="comment"># a &lt;b&gt;</span>\n'
        '    <span class="keyword">return</span> <span class="string">&#34;&lt;i&gt;&#34;</span> + '
        '<span class="literal">1</span> <span class="keyword">if</span> x '
        '<span class="keyword">in</span> y <span class="keyword">else</span> '
        '<span class="keyword">None</span>'
    )
