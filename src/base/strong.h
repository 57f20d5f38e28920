#pragma once

#include <compare>
#include <functional>
#include <string>

namespace bridge {

// A string that means one thing: an id cannot be passed where a DN is meant.
//   using ResourceId = Strong<struct ResourceIdTag>;
template <class Tag>
struct Strong {
  std::string value;

  bool empty() const { return value.empty(); }
  auto operator<=>(const Strong&) const = default;
};

}  // namespace bridge

template <class Tag>
struct std::hash<bridge::Strong<Tag>> {
  std::size_t operator()(const bridge::Strong<Tag>& id) const { return std::hash<std::string>{}(id.value); }
};
