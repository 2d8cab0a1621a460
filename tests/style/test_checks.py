"""The style checks on this tree, and each of them on a snippet that it must refuse."""

import re
from pathlib import Path

import check_headers
import check_layers
import check_tidy
import pytest
from functions import find_functions
from sources import Source, blank_comments_and_literals, read_sources

ROOT = Path(__file__).resolve().parents[2]


def texts(findings):
    return "\n".join(str(finding) for finding in sorted(findings))


def assert_clean(findings):
    assert not findings, "\n" + texts(findings)


def test_this_tree_keeps_the_include_table():
    assert_clean(check_layers.check(read_sources(ROOT)))


def test_this_tree_is_tidy():
    assert_clean(check_tidy.check_with_format(read_sources(ROOT)))


def test_every_header_of_this_tree_compiles_alone():
    assert_clean(check_headers.check(ROOT))


@pytest.mark.parametrize(
    "path, include, remedy",
    [
        ("src/base/x.h", '"model/ids.h"', "nothing but itself"),
        ("src/mqtt/x.cc", '"broker/session.h"', "it may include base"),
        ("src/broker/x.cc", '"channels/topics.h"', "hand the thing in"),
        ("src/server/x.cc", '"storage/embedded/store.h"', "must not include"),
        ("src/bus/x.cc", '"base/bytes.h"', "no folder of the include table"),
        ("src/broker/x.cc", '"base/clock.h"', "broker is pure"),
        ("src/channels/x.cc", "<fstream>", "channels is pure"),
        ("src/mqtt/x.cc", "<sys/socket.h>", "mqtt is pure"),
        ("src/devices/x.cc", "<unistd.h>", "devices is pure"),
        ("src/devices/x.h", "<sodium.h>", "include it in the .cc alone"),
        ("src/server/x.cc", "<sqlite3.h>", "belongs to src/storage/embedded/"),
        ("src/net/x.cc", "<atomic>", "send a letter"),
    ],
)
def test_an_include_outside_the_table_is_refused(path, include, remedy):
    found = check_layers.check([Source(path, f"#pragma once\n#include {include}\n")])
    assert [finding.line for finding in found] == [2] * len(found)
    assert remedy in texts(found)


@pytest.mark.parametrize("word", ["std::mutex m;", "std::atomic<int> a;", "std::scoped_lock l{m};"])
def test_a_lock_or_atomic_outside_the_files_that_may_have_them_is_refused(word):
    assert "send a letter" in texts(check_layers.check([Source("src/net/x.cc", word)]))
    assert_clean(check_layers.check([Source("src/server/mailbox.h", word)]))
    assert_clean(check_layers.check([Source("src/net/x.cc", "// " + word)]))


@pytest.mark.parametrize(
    "path, include",
    [
        ("src/mqtt/x.cc", '"base/bytes.h"'),
        ("src/mqtt/x.cc", '"mqtt/packets.h"'),
        ("src/storage/embedded/x.cc", '"storage/store.h"'),
        ("src/app/x.cc", '"storage/embedded/store.h"'),
        ("src/devices/x.cc", "<sodium.h>"),
        ("src/channels/x.cc", "<chrono>"),
        ("src/server/mailbox.h", "<mutex>"),
        ("src/net/x.cc", "<sys/socket.h>"),
    ],
)
def test_an_include_of_the_table_is_allowed(path, include):
    assert_clean(check_layers.check([Source(path, f"#include {include}\n")]))


@pytest.mark.parametrize(
    "line, remedy",
    [
        ("throw 1;", "base::Result"),
        ('printf("x");', "base::log"),
        ('snprintf(a, 3, "x");', "fmt::format"),
        ("std::cout << 1;", "fmt::print"),
        ("assert(x);", "ASSERT"),
        ("auto t = std::chrono::steady_clock::now();", "base::Clock"),
        ("clock_gettime(CLOCK_REALTIME, &t);", "base::Clock"),
        ("auto n = std::random_device{}();", "base::RandomSource"),
        ("std::this_thread::sleep_for(1ms);", "set a timer"),
        ("usleep(5);", "set a timer"),
        ("using namespace std;", "name what is used"),
        ("// FIXME later", "without an issue"),
        ("// TODO: later", "without an issue"),
    ],
)
def test_a_banned_word_is_refused_with_what_to_use_instead(line, remedy):
    found = check_tidy.check([Source("src/net/x.cc", f"void f() {{\n    {line}\n}}\n")])
    assert [finding.line for finding in found] == [2]
    assert remedy in texts(found)


@pytest.mark.parametrize(
    "line",
    [
        "// we throw nothing, and usleep(5) is banned",
        'log("printf(x) and throw");',
        "fmt::format_to(out, format);",
        "static_assert(sizeof(int) == 4);",
        "using namespace std::chrono_literals;",
        "// TODO(#12): persistent sessions",
    ],
)
def test_what_only_looks_like_a_banned_word_is_allowed(line):
    assert_clean(check_tidy.check([Source("src/net/x.cc", line + "\n")]))


def test_a_long_line_file_or_function_is_refused():
    long_function = "int f(int a)\n{\n" + "    ++a;\n" * 80 + "}\n"
    assert "f has 83 lines" in texts(check_tidy.check([Source("src/a/x.cc", long_function)]))
    assert "601 lines" in texts(check_tidy.check([Source("src/a/x.cc", "int a;\n" * 601)]))
    assert_clean(check_tidy.check([Source("tests/a/x.cc", "int a;\n" * 601)]))
    assert "101 columns" in texts(check_tidy.check([Source("src/a/x.cc", "/" * 101)]))


def test_functions_are_found_with_their_lines():
    code = """#include <x>
namespace a::b {
struct Point { int x = 0; int y{1}; };
class Shape {
  public:
    explicit Shape(Point p) : p_{p}, q_{p} {
        start();
    }
    int area() const { return 1; }
};
template <class T>
auto each(T t)
    -> int {
    auto inner = [&](int i) { return i; };
    if (t) { return inner(1); }
    return 0;
}
constexpr int table[] = {1, 2};
}
"""
    found = [(f.name, f.first_line, f.last_line) for f in find_functions(code)]
    assert found == [("Shape", 6, 8), ("area", 9, 9), ("each", 11, 17)]


def test_comments_and_literals_are_blanked_and_lines_kept():
    code = """int n = 1'000; // throw "x"
auto s = R"(throw
)" + "a\\"b throw";
/* throw
*/ char c = '"'; int m = 2;
"""
    blanked = blank_comments_and_literals(code)
    assert "throw" not in blanked
    assert blanked.count("\n") == code.count("\n")
    assert re.search(r"int m = 2;", blanked)
    assert "1'000" in blanked


def test_a_header_that_misses_an_include_is_refused(tmp_path):
    (tmp_path / "src/base").mkdir(parents=True)
    (tmp_path / "src/base/good.h").write_text("#pragma once\n#include <string>\nstd::string f();\n")
    (tmp_path / "src/base/bad.h").write_text("#pragma once\nstd::string f();\n")
    found = check_headers.check(tmp_path)
    assert [(finding.path, finding.line) for finding in found] == [("src/base/bad.h", 2)]
    assert "include what it uses" in texts(found)
    assert [finding.path for finding in check_headers.check(tmp_path)] == ["src/base/bad.h"]


def test_a_source_that_includes_its_own_header_late_is_refused(tmp_path):
    (tmp_path / "src/base").mkdir(parents=True)
    (tmp_path / "src/base/x.h").write_text("#pragma once\n")
    (tmp_path / "src/base/x.cc").write_text('#include <string>\n#include "base/x.h"\n')
    assert 'include "base/x.h" first' in texts(check_headers.check(tmp_path))
    (tmp_path / "src/base/x.cc").write_text('#include "base/x.h"\n#include <string>\n')
    assert_clean(check_headers.check(tmp_path))
