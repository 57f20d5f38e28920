#include "app/push_chart.h"

#include <algorithm>

namespace bridge::app {
namespace {

constexpr double kWidth = 5;  // Of a bar's place; a fifth of it stays empty.
constexpr double kHeight = 100;

unsigned sum(const Traffic::Pushes& pushes) { return pushes.done + pushes.refused + pushes.failed; }

// From `bottom` upwards; moves it.
Html bar(std::size_t place, const char* kind, unsigned count, unsigned most, double& bottom) {
  if (count == 0) return {};
  const double height = std::max(kHeight * count / most, 1.5);  // One among thousands is seen, too.
  bottom -= height;
  return html("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>", kind,
              fmt::format("{:.1f}", kWidth * static_cast<double>(place)),
              fmt::format("{:.2f}", std::max(bottom, 0.0)), kWidth * 0.8, fmt::format("{:.2f}", height));
}

}  // namespace

Html push_chart(const std::vector<Traffic::Pushes>& history) {
  unsigned most = 1;
  for (const auto& pushes : history) most = std::max(most, sum(pushes));
  Html bars;
  for (std::size_t i = 0; i < history.size(); ++i) {
    double bottom = kHeight;
    bars += bar(i, "done", history[i].done, most, bottom);
    bars += bar(i, "refused", history[i].refused, most, bottom);
    bars += bar(i, "failed", history[i].failed, most, bottom);
  }
  const double width = kWidth * static_cast<double>(history.size());
  return html(
      "<svg class=\"chart\" viewBox=\"0 0 {} {}\" preserveAspectRatio=\"none\" role=\"img\" "
      "aria-label=\"Pushes over the last day\"><line x1=\"0\" x2=\"{}\" y1=\"50\" y2=\"50\"/>{}</svg>",
      width, kHeight, width, bars);
}

}  // namespace bridge::app
