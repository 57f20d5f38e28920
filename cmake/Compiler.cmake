# Compiler settings every target shares.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow)

set(BRIDGE_SANITIZER "" CACHE STRING "Comma-separated sanitizers to build with, e.g. address,undefined or thread")
if(BRIDGE_SANITIZER)
  # vptr asks a pipe whether memory can be read, and takes "no descriptor left" for "no": a false alarm in tests that
  # run out of descriptors on purpose.
  add_compile_options(-fsanitize=${BRIDGE_SANITIZER} -fno-sanitize=vptr -fno-sanitize-recover=all
                      -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${BRIDGE_SANITIZER})
endif()
if(BRIDGE_FUZZERS)  # The rooms are watched, so that the fuzzers see which ways their inputs take.
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()
