# Compiler settings of the preset dev, for packages that are made only to be tried: what the tests have compiled fits.
# debhelper says itself that CMAKE_BUILD_TYPE is None.
set(CMAKE_CXX_FLAGS "-Werror -g1 -O1" CACHE STRING "")
set(BRIDGE_FAULT_POINTS ON CACHE BOOL "")
