import semver from 'semver';
import subset from 'semver/ranges/subset.js';

for (const range of ['^1.2.3', '~0.0.1', '1.x || >=2.5.0 <3', '1.2.3 - 2', '>=1.0.0-rc.1', '*', 'latest']) {
  note(range, semver.validRange(range), ['0.0.1', '1.2.3', '1.9.9', '2.6.0', '1.0.0-rc.2'].map((version) => semver.satisfies(version, range)));
}
note(semver.inc('1.2.3', 'prerelease', 'beta'), semver.diff('1.2.3', '1.3.0-a'), semver.coerce('v3.4 replaces v3.3.1').version, semver.clean('  =v1.2.3 '));
note(semver.sort(['1.10.0', '1.9.0', '1.9.0-1', '1.9.0-a.b']), semver.rcompare('1.0.0+a', '1.0.0+b'), semver.compareBuild('1.0.0+a', '1.0.0+b'));
note(semver.minVersion('>1.2.3 <2')?.version, semver.maxSatisfying(['1.2.0', '1.4.1', '2.0.0'], '^1'), semver.intersects('^1.2', '>=1.9 <3'), subset('~1.2.3', '^1'));
note(new semver.Range('>=1.2 <2 || 3').format(), new semver.SemVer('4.5.6-x.7+b').prerelease, attempt(() => new semver.SemVer('bad')), semver.parse('bad'), semver.prerelease('1.0.0-a.1'));
