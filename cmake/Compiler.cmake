# Compiler settings every target shares.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow)

set(BRIDGE_SANITIZER "" CACHE STRING "Comma-separated sanitizers to build with, e.g. address,undefined or thread")
if(BRIDGE_SANITIZER)
  # vptr asks a pipe whether memory can be read, and takes "no descriptor left" for "no": a false alarm in tests that
  # run out of descriptors on purpose.
  add_compile_options(-fsanitize=${BRIDGE_SANITIZER} -fno-sanitize=vptr -fno-sanitize-recover=all
                      -fno-omit-frame-pointer)
  # With sanitizers gcc 12 takes members of empty optionals and functions for uninitialised.
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  add_link_options(-fsanitize=${BRIDGE_SANITIZER})
endif()
if(BRIDGE_FUZZERS)  # The rooms are watched, so that the fuzzers see which ways their inputs take.
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()

# What makes a defect harder to use. The linker's part is in every build, the compiler's in those that are not for
# development (there it would hide from the sanitizers what they look for). `hardening` is the test that looks whether
# it all came to be.
add_link_options($<$<LINK_LANGUAGE:CXX>:LINKER:-z,relro,-z,now,-z,noexecstack>)
include(CheckPIESupported)
check_pie_supported(LANGUAGES CXX)
set(BRIDGE_HARDENED OFF)
if(NOT CMAKE_BUILD_TYPE STREQUAL "Debug" AND NOT BRIDGE_SANITIZER AND NOT BRIDGE_FUZZERS)
  set(BRIDGE_HARDENED ON)
  include(CheckCXXCompilerFlag)
  foreach(flag IN ITEMS -fstack-protector-strong -fstack-clash-protection -fcf-protection=full -mbranch-protection=standard)
    string(MAKE_C_IDENTIFIER "BRIDGE_HAS${flag}" has)
    check_cxx_compiler_flag("-Werror ${flag}" ${has})
    if(${has})
      add_compile_options(${flag})
    endif()
  endforeach()
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -D_GLIBCXX_ASSERTIONS)
endif()
