// SPDX-License-Identifier: Apache-2.0
#include "structure/function_lengths.h"

#include <regex>

#include "structure/plain_code.h"

namespace postern::structure {
namespace {

// What stands before an opening brace says what the brace opens.
bool opens_scope(const std::string& head) {
  static const std::regex scope(R"(^\s*(template\s*<[^{]*>\s*)?(inline\s+)?(namespace|class|struct|union|enum|extern)\b)");
  static const std::regex returns_struct(R"(\)\s*(const|noexcept|override|final|\s)*$)");
  return std::regex_search(head, scope) && !std::regex_search(head, returns_struct);
}

// Scan: one pass over the code; keeps what each open brace opened.
class Scan {
 public:
  void take(char c) {
    if (c == '\n') ++line_;
    if (c == '{') open();
    else if (c == '}') close();
    else if (c == ';' && !inside_body()) head_.clear();
    else head_ += c;
  }
  std::vector<Function> functions;

 private:
  enum class Kind { kScope, kBody, kOther };
  struct Brace {
    Kind kind;
    std::size_t line;
  };

  bool inside_body() const { return !braces_.empty() && braces_.back().kind != Kind::kScope; }

  void open() {
    Kind kind = Kind::kOther;
    if (!inside_body()) kind = opens_scope(head_) ? Kind::kScope : Kind::kBody;
    if (kind == Kind::kBody && head_.find('(') == std::string::npos) kind = Kind::kOther;
    braces_.push_back({kind, line_});
    head_.clear();
  }
  void close() {
    head_.clear();
    if (braces_.empty()) return;
    const Brace brace = braces_.back();
    braces_.pop_back();
    if (brace.kind == Kind::kBody) functions.push_back({brace.line, line_ - brace.line + 1});
  }

  std::vector<Brace> braces_;
  std::string head_;
  std::size_t line_ = 1;
};

// Preprocessor lines are no code; a line of theirs stays, empty.
std::string without_directives(std::string_view code) {
  std::string out;
  bool continued = false;
  for (const std::string& line : lines_of(code)) {
    const std::size_t first = line.find_first_not_of(" \t");
    const bool directive = continued || (first != std::string::npos && line[first] == '#');
    continued = directive && line.ends_with('\\');
    out += (directive ? "" : line) + "\n";
  }
  return out;
}

}  // namespace

std::vector<Function> functions_of(std::string_view code) {
  Scan scan;
  for (char c : without_directives(plain_code(code))) scan.take(c);
  return scan.functions;
}

Violations check_function_lengths(const SourceTree& tree) {
  Violations found;
  for (const auto& [path, content] : tree) {
    if (!is_source(path) || path.ends_with(".proto")) continue;
    if (!is_below(path, "host") && !is_below(path, "plugins") && !is_below(path, "plugin-api")) continue;
    for (const Function& function : functions_of(content))
      if (function.length > kLongestFunction)
        found.push_back(path + ":" + std::to_string(function.line) + ": a function of " +
                        std::to_string(function.length) + " lines; at most " + std::to_string(kLongestFunction));
  }
  return found;
}

}  // namespace postern::structure
