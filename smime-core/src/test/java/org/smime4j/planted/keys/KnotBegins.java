package org.smime4j.planted.keys;

class KnotBegins {
  KnotGoesOn next;
}
