#include <qos.h>
