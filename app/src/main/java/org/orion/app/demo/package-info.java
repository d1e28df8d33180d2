/// Benign exhibits and lists to try the program on: generated charts, nothing else. Open
/// [DemoExhibits].
@NullMarked
package org.orion.app.demo;

import org.jspecify.annotations.NullMarked;
