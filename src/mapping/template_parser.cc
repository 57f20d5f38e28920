#include <fmt/core.h>

#include "mapping/template.h"

namespace bridge::mapping {
namespace {

constexpr int kDeepest = 20;

class Parser {
 public:
  Parser(scim::ResourceType type, std::string_view text) : type_(type), text_(text) {}

  // A template up to the end, or inside a fallback up to its closing brace.
  Result<Template> parse(int depth) {
    Template made;
    std::string literal;
    for (; at_ < text_.size() && !(depth > 0 && text_[at_] == '}'); ++at_) {
      if (text_[at_] != '$') {
        literal += text_[at_];
      } else if (follows("$$") || follows("$}")) {
        literal += text_[++at_];
      } else {
        TRY_AS(placeholder, parse_placeholder(depth));
        if (!literal.empty()) made.parts.emplace_back(std::exchange(literal, ""));
        made.parts.emplace_back(std::move(placeholder));
      }
    }
    if (!literal.empty()) made.parts.emplace_back(std::move(literal));
    return made;
  }

 private:
  bool follows(std::string_view word) const { return text_.substr(at_, word.size()) == word; }

  Error error(std::size_t at, std::string_view problem) const {
    return invalid_input(fmt::format("at character {}: {}", at + 1, problem));
  }

  // Stands at the dollar; leaves at the closing brace.
  Result<Placeholder> parse_placeholder(int depth) {
    const std::size_t begin = at_;
    if (!follows("${")) return error(begin, "write ${PATH} for a value, or $$ for a dollar");
    if (depth >= kDeepest) return error(begin, "too many fallbacks inside each other");
    at_ += 2;
    TRY_AS(source, parse_source_here());
    Placeholder placeholder{std::move(source), {}, nullptr};
    while (at_ < text_.size() && text_[at_] == '|') {
      TRY_AS(transform, parse_transform_here());
      placeholder.transforms.push_back(std::move(transform));
    }
    if (follows(":-")) {
      at_ += 2;
      TRY_AS(fallback, parse(depth + 1));
      placeholder.fallback = std::make_shared<const Template>(std::move(fallback));
    }
    if (at_ >= text_.size()) return error(begin, "'${' is never closed; write '}' behind it");
    return placeholder;
  }

  Result<Source> parse_source_here() {
    const std::size_t end = end_of_source();
    const std::string_view written = text_.substr(at_, end - at_);
    if (written.empty()) return error(at_, "expected a SCIM path, such as userName");
    at_ = end;
    return parse_source(type_, written);
  }

  // Brackets and quotes hide what would end the path; an unclosed one is the path parser's to explain.
  std::size_t end_of_source() const {
    for (const bool heed_brackets : {true, false}) {
      bool quoted = false, bracketed = false;
      for (std::size_t at = at_; at < text_.size(); ++at) {
        const char c = text_[at];
        if (quoted && c == '\\')
          ++at;
        else if (c == '"')
          quoted = !quoted;
        else if (quoted)
          continue;
        else if (c == '[' || c == ']')
          bracketed = heed_brackets && c == '[';
        else if (!bracketed && (c == '}' || c == '|' || text_.substr(at, 2) == ":-"))
          return at;
      }
    }
    return text_.size();
  }

  // Stands at the bar; leaves at the next bar, the fallback or the closing brace.
  Result<Transform> parse_transform_here() {
    const std::size_t begin = ++at_;
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\')
        ++at_;
      else if (text_[at_] == '|' || text_[at_] == '}' || follows(":-"))
        break;
    }
    at_ = std::min(at_, text_.size());
    return parse_transform(text_.substr(begin, at_ - begin));
  }

  scim::ResourceType type_;
  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Result<Template> parse_template(scim::ResourceType type, std::string_view text) {
  return Parser(type, text).parse(0);
}

}  // namespace bridge::mapping
