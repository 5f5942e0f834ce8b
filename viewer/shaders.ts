/** Two triangles that cover the picture. */
export const vertexShader = `#version 300 es
void main() {
  gl_Position = vec4(vec2(gl_VertexID & 1, gl_VertexID >> 1) * 4.0 - 1.0, 0.0, 1.0);
}`;

/**
 * Follows the ray of every pixel through the voxels, one by one, to the first one that is not faded, as `renderVolume`
 * of the library does for still pictures; surfaces of faded phases on the way cover a part of it. Directions are
 * [x, y, z]; lengths of `right * u + up * v` are in the unit of the voxels' edges. Outer faces and cuts are flat;
 * elsewhere the normal comes from the voxels around the hit that are as solid as it, and hollows are darker.
 * @source Amanatides and Woo, A fast voxel traversal algorithm for ray tracing, Eurographics 1987
 */
export const fragmentShader = `#version 300 es
precision highp float;
precision highp int;
precision highp usampler3D;
uniform usampler3D labels;
uniform ivec3 size;
uniform ivec3 low;
uniform ivec3 high;
uniform vec3 spacing;
uniform vec3 right;
uniform vec3 up;
uniform vec3 toCamera;
uniform vec3 lamp;
uniform vec2 viewport;
uniform float pixel;
uniform float opacity[8];
uniform vec3 colours[8];
out vec4 colour;

uint labelOf(ivec3 cell) {
  return texelFetch(labels, cell, 0).r;
}

float opacityOf(uint label) {
  return label == 255u ? 0.0 : opacity[label & 7u];
}

bool isInside(ivec3 cell) {
  return all(greaterThanEqual(cell, low)) && all(lessThan(cell, high));
}

float brightness(vec3 normal, float solid) {
  float facing = max(0.0, dot(normalize(normal), lamp));
  return (0.46 + 0.67 * facing) * min(1.0, 1.7 - 1.15 * solid);
}

float shade(ivec3 cell, vec3 face) {
  uint own = labelOf(cell);
  bool faded = opacityOf(own) < 1.0;
  vec3 normal = vec3(0.0);
  float solid = 0.0;
  for (int z = -2; z <= 2; z++) {
    for (int y = -2; y <= 2; y++) {
      for (int x = -2; x <= 2; x++) {
        ivec3 offset = ivec3(x, y, z);
        if (dot(vec3(offset), vec3(offset)) > 6.25) continue;
        if (!isInside(cell + offset)) continue;
        uint label = labelOf(cell + offset);
        if (faded ? label != own : opacityOf(label) < 1.0) continue;
        solid += 1.0;
        normal -= vec3(offset);
      }
    }
  }
  return brightness((normal + face) / spacing, solid / 81.0);
}

void main() {
  colour = vec4(0.0);
  vec2 place = (gl_FragCoord.xy - 0.5 * viewport) * pixel;
  vec3 origin = (right * place.x + up * place.y) / spacing + 0.5 * vec3(size);
  vec3 ray = -toCamera / spacing;
  ray = mix(ray, vec3(1e-7), lessThan(abs(ray), vec3(1e-7)));
  vec3 atLow = (vec3(low) - origin) / ray;
  vec3 atHigh = (vec3(high) - origin) / ray;
  vec3 nearer = min(atLow, atHigh);
  vec3 farther = max(atLow, atHigh);
  float enter = max(nearer.x, max(nearer.y, nearer.z));
  if (enter >= min(farther.x, min(farther.y, farther.z))) return;
  ivec3 way = ivec3(sign(ray));
  ivec3 axis = ivec3(enter == nearer.x, enter == nearer.y && enter != nearer.x, 0);
  axis.z = 1 - axis.x - axis.y;
  ivec3 cell = clamp(ivec3(floor(origin + ray * enter)), low, high - 1);
  ivec3 first = ivec3(way.x > 0 ? low.x : high.x - 1, way.y > 0 ? low.y : high.y - 1, way.z > 0 ? low.z : high.z - 1);
  cell = cell * (1 - axis) + first * axis;
  vec3 wall = (vec3(cell + max(way, ivec3(0))) - origin) / ray;
  vec3 stride = abs(1.0 / ray);
  bool atFace = true;
  uint before = 255u;
  for (int i = 0; i < 3 * 512; i++) {
    uint label = labelOf(cell);
    float own = opacityOf(label);
    if (own > 0.0 && (own >= 1.0 || label != before)) {
      vec3 face = -vec3(axis * way);
      float light = atFace ? brightness(face, 0.5) : shade(cell, face);
      float part = own * (1.0 - colour.a);
      colour += vec4(part * min(vec3(1.0), colours[label & 7u] * light), part);
      if (colour.a > 0.98) return;
    }
    before = label;
    if (wall.x <= wall.y && wall.x <= wall.z) axis = ivec3(1, 0, 0);
    else if (wall.y <= wall.z) axis = ivec3(0, 1, 0);
    else axis = ivec3(0, 0, 1);
    cell += axis * way;
    wall += vec3(axis) * stride;
    atFace = false;
    if (!isInside(cell)) return;
  }
}`;
