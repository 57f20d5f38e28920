#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace bridge::app {

// Adds the command `setup`; when it is chosen, `chosen` carries it out.
void add_setup(CLI::App& cli, std::function<int()>& chosen);

}  // namespace bridge::app
