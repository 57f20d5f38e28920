# Compiler settings of the preset dev, for packages that are made only to be tried: what the tests have compiled fits.
set(CMAKE_BUILD_TYPE Debug CACHE STRING "")
set(CMAKE_CXX_FLAGS_DEBUG "-g1 -O1" CACHE STRING "")
set(CMAKE_CXX_FLAGS "-Werror" CACHE STRING "")
set(BRIDGE_FAULT_POINTS ON CACHE BOOL "")
