# embed_text(FILE SYMBOL): generated/NAME_EXTENSION.h with the file's text as bridge::app::SYMBOL, so that the program
# needs no file beside it.
function(embed_text file symbol)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(READ ${file} text)
  get_filename_component(name ${file} NAME)
  string(REPLACE "." "_" name ${name})
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/${name}.h @ONLY CONTENT [=[
#pragma once

#include <string_view>

namespace bridge::app {

inline constexpr std::string_view @symbol@ = R"EMBEDDED(@text@)EMBEDDED";

}  // namespace bridge::app
]=])
endfunction()
