#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// What transforms do to one text. Pure and total.
namespace bridge::mapping {

// Without blanks at both ends.
std::string trim(const std::string& text);

std::string replace_all(const std::string& text, const std::string& old, const std::string& fresh);

// Lines of a Postal Address (RFC 4517 section 3.3.28): a dollar ends a line, so those inside are spelled in
// hex.
std::string postal(const std::string& text);

// "a-z0-9._-" written out. Nothing when a range ends before it begins or is not within ASCII.
std::optional<std::string> characters_of(std::string_view set);

// What people and programs write for true and false. Nothing for anything else.
std::optional<bool> truth_of(std::string_view text);

// A number from first to last, both included: the same one for the same text, for good.
std::uint32_t number_from(const std::string& text, std::uint32_t first, std::uint32_t last);

}  // namespace bridge::mapping
