// A few components of each library, on one page.
import type { ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { Button as AntButton, Card, DatePicker, Form, Input, Select as AntSelect, Table } from 'antd';
import { HomeOutlined, SettingOutlined } from '@ant-design/icons';
import { Alert, Autocomplete, Button as MuiButton, Chip, Dialog, Slider, TextField } from '@mui/material';
import { PrimaryButton, Stack, TextField as FabricField, DetailsList } from '@fluentui/react';
import { FluentProvider, Button as FluentButton, Badge, Tab, TabList, webLightTheme } from '@fluentui/react-components';
import { MantineProvider, Button as MantineButton, Modal, Accordion, NumberInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { ChakraProvider, Button as ChakraButton, defaultSystem } from '@chakra-ui/react';
import { Button as BsButton, Modal as BsModal, Navbar } from 'react-bootstrap';
import { Switch, Listbox } from '@headlessui/react';
import * as RadixTabs from '@radix-ui/react-tabs';
import * as RadixDialog from '@radix-ui/react-dialog';
import { LineChart, Line, XAxis } from 'recharts';

function Row({ at, children }: { at: number; children: ReactNode }) {
  return (
    <section data-c={at} data-v={at}>
      {children}
    </section>
  );
}

function App() {
  const [opened, { toggle }] = useDisclosure(false);
  return (
    <main>
      <Row at={0}><AntButton type="primary" icon={<HomeOutlined />}>ant</AntButton><Card title="c"><Input defaultValue="x" /><AntSelect options={[{ value: 1, label: 'one' }]} /><DatePicker /></Card><Form><Form.Item label="l"><Input /></Form.Item></Form><Table rowKey="k" dataSource={[{ k: 1, a: 'x' }]} columns={[{ dataIndex: 'a', title: 'A' }]} /><SettingOutlined /></Row>
      <Row at={1}><Alert>mui</Alert><MuiButton variant="contained">m</MuiButton><Chip label="c" /><Slider defaultValue={3} /><TextField label="t" /><Autocomplete options={['a']} renderInput={(p) => <TextField {...p} />} /><Dialog open={false}>d</Dialog></Row>
      <Row at={2}><Stack><PrimaryButton text="fabric" /><FabricField label="f" /><DetailsList items={[{ key: 1, name: 'n' }]} columns={[{ key: 'name', name: 'n', fieldName: 'name', minWidth: 10 }]} /></Stack></Row>
      <Row at={3}><FluentProvider theme={webLightTheme}><FluentButton appearance="primary">fluent</FluentButton><Badge>1</Badge><TabList><Tab value="a">A</Tab></TabList></FluentProvider></Row>
      <Row at={4}><MantineProvider><MantineButton onClick={toggle}>mantine</MantineButton><Modal opened={opened} onClose={toggle}>m</Modal><Accordion><Accordion.Item value="a"><Accordion.Control>a</Accordion.Control><Accordion.Panel>p</Accordion.Panel></Accordion.Item></Accordion><NumberInput /></MantineProvider></Row>
      <Row at={5}><ChakraProvider value={defaultSystem}><ChakraButton>chakra</ChakraButton></ChakraProvider></Row>
      <Row at={6}><BsButton>bs</BsButton><Navbar>n</Navbar><BsModal show={false}>m</BsModal></Row>
      <Row at={7}><Switch checked={true} onChange={() => {}}>s</Switch><Listbox value="a" onChange={() => {}}><span>l</span></Listbox></Row>
      <Row at={8}><RadixTabs.Root defaultValue="a"><RadixTabs.List><RadixTabs.Trigger value="a">a</RadixTabs.Trigger></RadixTabs.List><RadixTabs.Content value="a">c</RadixTabs.Content></RadixTabs.Root><RadixDialog.Root><RadixDialog.Trigger>t</RadixDialog.Trigger></RadixDialog.Root></Row>
      <Row at={9}><LineChart width={100} height={50} data={[{ x: 1, y: 2 }, { x: 2, y: 3 }]}><XAxis dataKey="x" /><Line dataKey="y" isAnimationActive={false} /></LineChart></Row>
    </main>
  );
}
createRoot(document.getElementById('root')!).render(<App />);
